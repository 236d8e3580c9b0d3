import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { ProductRow } from "@/api/types";
import { type ListSource, listAt } from "@/ui/data-grid/search";

export const productKeys = {
  all: ["catalog"] as const,
  list: ["catalog", "list"] as const,
  detail: (id: string) => ["catalog", "detail", id] as const,
};

export const productList: ListSource<ProductRow> = {
  ...listAt("/products"),
  queryKey: productKeys.list,
  defaultSort: "code",
};

export const productQuery = (id: string) =>
  queryOptions({
    queryKey: productKeys.detail(id),
    queryFn: ({ signal }) => api.get("/products/{id}", { path: { id }, signal }),
  });
