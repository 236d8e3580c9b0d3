import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { ImportRow } from "@/api/types";
import { type ListSource, listAt } from "@/ui/data-grid/search";
import { isUnderWay } from "./model";

export const importKeys = {
  all: ["exchange"] as const,
  list: ["exchange", "list"] as const,
  kinds: ["exchange", "kinds"] as const,
  detail: (id: string) => ["exchange", "detail", id] as const,
  preview: (id: string, version: number) => ["exchange", "preview", id, version] as const,
};

export const importList: ListSource<ImportRow> = {
  ...listAt("/imports"),
  queryKey: importKeys.list,
  defaultSort: "-created_at",
  isSearchable: false,
};

export const importKindsQuery = queryOptions({
  queryKey: importKeys.kinds,
  queryFn: ({ signal }) => api.get("/import/kinds", { signal }),
  staleTime: 300_000,
});

/** Asks again every second while the server is at work. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: importKeys.detail(id),
    queryFn: ({ signal }) => api.get("/imports/{id}", { path: { id }, signal }),
    refetchInterval: (query) => (query.state.data && isUnderWay(query.state.data.status) ? 1000 : false),
  });

export const importPreviewQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: importKeys.preview(id, version),
    queryFn: ({ signal }) => api.get("/imports/{id}/preview", { path: { id }, signal }),
  });
