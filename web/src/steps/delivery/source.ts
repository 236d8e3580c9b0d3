import type { Day, MilestoneRow } from "@/api/types";
import { type ListSource, listAt } from "@/ui/data-grid/search";
import { milestoneKeys } from "./queries";

/** The list of milestones with its views; the earliest day first, so that what is overdue leads. */
export function milestoneSource(today: Day, t: (key: string) => string): ListSource<MilestoneRow> {
  const open = { field: "status", op: "in" as const, value: ["planned", "reached"] };
  return {
    ...listAt("/milestones"),
    queryKey: milestoneKeys.list,
    defaultSort: "forecast_on",
    isSearchable: false,
    views: [
      { key: "open", label: t("delivery:view.open"), filter: [open] },
      {
        key: "late",
        label: t("delivery:view.late"),
        filter: [
          { field: "status", op: "eq", value: "planned" },
          { field: "forecast_on", op: "lte", value: dayBefore(today) },
        ],
      },
      {
        key: "to_accept",
        label: t("delivery:view.to_accept"),
        filter: [{ field: "status", op: "eq", value: "reached" }],
      },
      { key: "all", label: t("delivery:view.all") },
    ],
  };
}

function dayBefore(day: Day): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
