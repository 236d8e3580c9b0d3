import { type QueryKey, queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { ContractRow } from "@/api/types";
import { type ListSource, listAt } from "@/ui/data-grid/search";
import { pathKey } from "@/ui/path-query";
import { timelineKey } from "@/ui/timeline-key";

export const contractKeys = {
  all: ["contract"] as const,
  list: ["contract", "list"] as const,
  detail: (id: string) => ["contract", "detail", id] as const,
  templates: ["contract", "templates"] as const,
};

export const contractList: ListSource<ContractRow> = {
  ...listAt("/contracts"),
  queryKey: contractKeys.list,
  defaultSort: "-updated_at",
};

export const contractQuery = (id: string) =>
  queryOptions({
    queryKey: contractKeys.detail(id),
    queryFn: ({ signal }) => api.get("/contracts/{id}", { path: { id }, signal }),
  });

export const templatesQuery = queryOptions({
  queryKey: contractKeys.templates,
  queryFn: ({ signal }) => api.get("/payment-templates", { signal }),
  staleTime: 3_600_000,
});

/** Everything that may read differently after a change to a contract, its milestones or its money. */
export const afterContract = (id: string): QueryKey[] => [
  contractKeys.all,
  pathKey("contract", id),
  timelineKey("contract", id),
  ["delivery"],
  ["cash"],
  ["insight"],
  ["account", "money"],
];
