import { queryOptions } from "@tanstack/react-query";
import { api, type Filter, listQuery } from "@/api/client";
import type { Me, OpportunityRow, Stage } from "@/api/types";
import { type ListSearch, type ListSource, listAt, listParams } from "@/ui/data-grid/search";
import { OPEN_STAGES } from "./model";

export const opportunityKeys = {
  all: ["opportunity"] as const,
  list: ["opportunity", "list"] as const,
  board: ["opportunity", "board"] as const,
  detail: (id: string) => ["opportunity", "detail", id] as const,
  ladder: (id: string) => ["opportunity", "ladder", id] as const,
};

/** The list with its views; `label` words them, the loader needs no words. */
export function opportunityList(
  me: Me,
  label: (view: string) => string = String,
): ListSource<OpportunityRow> {
  const open: Filter = { field: "stage", op: "in", value: OPEN_STAGES };
  return {
    ...listAt("/opportunities"),
    queryKey: opportunityKeys.list,
    defaultSort: "-updated_at",
    views: [
      { key: "open", label: label("open"), filter: [open] },
      { key: "mine", label: label("mine"), filter: [{ field: "owner_id", op: "eq", value: me.id }, open] },
      {
        key: "late",
        label: label("late"),
        filter: [{ field: "expected_sign_on", op: "lte", value: me.today }, open],
        sort: "expected_sign_on",
      },
      { key: "hold", label: label("hold"), filter: [{ field: "on_hold", op: "eq", value: true }, open] },
      { key: "won", label: label("won"), filter: [{ field: "stage", op: "in", value: ["won"] }] },
      {
        key: "stopped",
        label: label("stopped"),
        filter: [{ field: "stage", op: "in", value: ["lost", "abandoned"] }],
      },
    ],
  };
}

const BOARD_VIEWS = ["open", "mine", "late", "hold"];

/** The views that make sense on a board, which shows the open stages only. */
export function boardViews(source: ListSource<OpportunityRow>): ListSource<OpportunityRow> {
  return { ...source, views: source.views?.filter((view) => BOARD_VIEWS.includes(view.key)) };
}

/** The board's columns are the open stages already: a filter on the stage says nothing more. */
function boardParams(
  source: ListSource<OpportunityRow>,
  search: ListSearch,
): { q?: string; filter?: Filter[] } {
  const { q, filter } = listParams(boardViews(source), search);
  return { q, filter: filter?.filter((item) => item.field !== "stage") };
}

export function boardQuery(source: ListSource<OpportunityRow>, search: ListSearch) {
  const params = boardParams(source, search);
  return queryOptions({
    queryKey: [...opportunityKeys.board, params],
    queryFn: ({ signal }) => api.get("/opportunities/board", { query: listQuery(params), signal }),
  });
}

/** The cards of a column after its first ones. */
export function columnQuery(
  source: ListSource<OpportunityRow>,
  search: ListSearch,
  stage: Stage,
  cursor: string,
) {
  const params = { ...boardParams(source, search), cursor };
  return queryOptions({
    queryKey: [...opportunityKeys.board, stage, params],
    queryFn: ({ signal }) =>
      api.get("/opportunities/board/{stage}", { path: { stage }, query: listQuery(params), signal }),
  });
}

export const opportunityQuery = (id: string) =>
  queryOptions({
    queryKey: opportunityKeys.detail(id),
    queryFn: ({ signal }) => api.get("/opportunities/{id}", { path: { id }, signal }),
  });

/** What was answered on the way up. */
export const recordLadderQuery = (id: string) =>
  queryOptions({
    queryKey: opportunityKeys.ladder(id),
    queryFn: ({ signal }) => api.get("/opportunities/{id}/ladder", { path: { id }, signal }),
  });

/** The ladder's rungs and questions: part of the method, hardly ever changed. */
export const ladderQuery = queryOptions({
  queryKey: ["method", "ladder"],
  queryFn: ({ signal }) => api.get("/ladder", { signal }),
  staleTime: 3_600_000,
});

export const scorecardsQuery = queryOptions({
  queryKey: ["method", "scorecards"],
  queryFn: ({ signal }) => api.get("/scorecards", { signal }),
  staleTime: 3_600_000,
});
