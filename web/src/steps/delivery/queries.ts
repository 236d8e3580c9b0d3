import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { MilestoneView } from "@/api/types";

export const milestoneKeys = {
  all: ["delivery"] as const,
  list: ["delivery", "list"] as const,
  detail: (id: string) => ["delivery", "detail", id] as const,
};

export const milestoneQuery = (id: string) =>
  queryOptions({
    queryKey: milestoneKeys.detail(id),
    queryFn: ({ signal }) => api.get<MilestoneView>("/milestones/{id}", { path: { id }, signal }),
  });
