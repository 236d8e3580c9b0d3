import { queryOptions } from "@tanstack/react-query";
import { api, type Filter, getPage } from "@/api/client";
import type { Me } from "@/api/types";

export const decisionKeys = {
  all: ["decision"] as const,
  list: ["decision", "list"] as const,
  detail: (id: string) => ["decision", "detail", id] as const,
};

export const VIEWS = ["mine", "proposed", "open", "decided"] as const;
export type View = (typeof VIEWS)[number];

function paramsOf(view: View, me: Me): { filter: Filter[]; sort: string } {
  switch (view) {
    case "mine":
      return { filter: [{ field: "mine", op: "eq", value: true }], sort: "due_on" };
    case "proposed":
      return { filter: [{ field: "proposer_id", op: "eq", value: me.id }], sort: "-proposed_at" };
    case "open":
      return { filter: [{ field: "status", op: "in", value: ["submitted"] }], sort: "due_on" };
    case "decided":
      return { filter: [{ field: "status", op: "in", value: ["decided"] }], sort: "-updated_at" };
  }
}

/** Requests of a view; an inbox is worked off from its start, hence one page of it. */
export const decisionsQuery = (view: View, me: Me) =>
  queryOptions({
    queryKey: [...decisionKeys.list, view],
    queryFn: ({ signal }) => getPage("/decisions", { ...paramsOf(view, me), limit: 100 }, signal),
  });

export const decisionQuery = (id: string) =>
  queryOptions({
    queryKey: decisionKeys.detail(id),
    queryFn: ({ signal }) => api.get("/decisions/{id}", { path: { id }, signal }),
  });
