import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";

export const milestoneKeys = {
  all: ["delivery"] as const,
  list: ["delivery", "list"] as const,
  ofContract: (id: string) => ["delivery", "contract", id] as const,
  detail: (id: string) => ["delivery", "detail", id] as const,
};

/** All milestones of a contract with their evidence. */
export const contractMilestonesQuery = (contractId: string) =>
  queryOptions({
    queryKey: milestoneKeys.ofContract(contractId),
    queryFn: ({ signal }) => api.get("/contracts/{id}/milestones", { path: { id: contractId }, signal }),
  });

export const milestoneQuery = (id: string) =>
  queryOptions({
    queryKey: milestoneKeys.detail(id),
    queryFn: ({ signal }) => api.get("/milestones/{id}", { path: { id }, signal }),
  });
