import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { CustomerRow } from "@/api/types";
import { type ListSource, listAt } from "@/ui/data-grid/search";

export const customerKeys = {
  all: ["account"] as const,
  list: ["account", "list"] as const,
  detail: (id: string) => ["account", "detail", id] as const,
  money: (id: string) => ["account", "money", id] as const,
  duplicates: (name: string, legalId: string) => ["account", "duplicates", name, legalId] as const,
};

export const customerList: ListSource<CustomerRow> = {
  ...listAt("/customers"),
  queryKey: customerKeys.list,
  defaultSort: "-updated_at",
};

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: customerKeys.detail(id),
    queryFn: ({ signal }) => api.get("/customers/{id}", { path: { id }, signal }),
  });

/** One bar per currency; from the insight step, which knows plans, invoices and receipts. */
export const customerMoneyQuery = (id: string) =>
  queryOptions({
    queryKey: customerKeys.money(id),
    queryFn: ({ signal }) => api.get("/insight/money", { query: { customer_id: id }, signal }),
  });

/** Customers that may be the same, also those outside the person's reach (name and owner only). */
export const duplicatesQuery = (name: string, legalId: string) =>
  queryOptions({
    queryKey: customerKeys.duplicates(name, legalId),
    queryFn: ({ signal }) =>
      api.get("/customers/duplicates", {
        query: { name: name || undefined, legal_id: legalId || undefined },
        signal,
      }),
    enabled: name.length >= 2 || legalId.length >= 6,
    staleTime: 10_000,
  });
