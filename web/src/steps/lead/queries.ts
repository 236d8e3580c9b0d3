import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { LeadRow, Me } from "@/api/types";
import { type ListSource, listAt } from "@/ui/data-grid/search";

export const leadKeys = {
  all: ["lead"] as const,
  list: ["lead", "list"] as const,
  detail: (id: string) => ["lead", "detail", id] as const,
};

/** The list with its views; `label` words them, the loader needs no words. */
export function leadList(me: Me, label: (view: string) => string = String): ListSource<LeadRow> {
  const open = { field: "status", op: "in", value: ["new", "nurturing"] } as const;
  return {
    ...listAt("/leads"),
    queryKey: leadKeys.list,
    defaultSort: "-updated_at",
    views: [
      { key: "all", label: label("all") },
      { key: "mine", label: label("mine"), filter: [{ field: "owner_id", op: "eq", value: me.id }] },
      {
        key: "unverified",
        label: label("unverified"),
        filter: [{ field: "status", op: "in", value: ["new"] }],
      },
      {
        key: "hot",
        label: label("hot"),
        filter: [{ field: "grade", op: "in", value: ["hot"] }, open],
      },
      {
        key: "review",
        label: label("review"),
        filter: [{ field: "review_on", op: "lte", value: me.today }, open],
      },
    ],
  };
}

export const leadQuery = (id: string) =>
  queryOptions({
    queryKey: leadKeys.detail(id),
    queryFn: ({ signal }) => api.get("/leads/{id}", { path: { id }, signal }),
  });
