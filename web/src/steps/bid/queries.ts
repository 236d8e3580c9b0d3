import { queryOptions } from "@tanstack/react-query";
import { api, getPage } from "@/api/client";
import type { QuotationRow } from "@/api/types";
import { type ListSource, listAt } from "@/ui/data-grid/search";

export const quotationKeys = {
  all: ["bid"] as const,
  list: ["bid", "list"] as const,
  detail: (id: string) => ["bid", "detail", id] as const,
  ofOpportunity: (id: string) => ["bid", "list", "opportunity", id] as const,
  opportunity: (id: string) => ["opportunity", "detail", id] as const,
  products: (q: string) => ["bid", "products", q] as const,
};

export const quotationList: ListSource<QuotationRow> = {
  ...listAt("/quotations"),
  queryKey: quotationKeys.list,
  defaultSort: "-updated_at",
};

export const quotationQuery = (id: string) =>
  queryOptions({
    queryKey: quotationKeys.detail(id),
    queryFn: ({ signal }) => api.get("/quotations/{id}", { path: { id }, signal }),
  });

/** All quotations of an opportunity, revisions included, newest first. */
export const quotationsOfQuery = (opportunityId: string) =>
  queryOptions({
    queryKey: quotationKeys.ofOpportunity(opportunityId),
    queryFn: ({ signal }) =>
      getPage(
        "/quotations",
        {
          filter: [{ field: "opportunity_id", op: "eq", value: opportunityId }],
          sort: "-updated_at",
          limit: 200,
        },
        signal,
      ),
  });

/** The opportunity that a new quotation is for: its title and currency. */
export const quotedOpportunityQuery = (id: string) =>
  queryOptions({
    queryKey: quotationKeys.opportunity(id),
    queryFn: ({ signal }) => api.get("/opportunities/{id}", { path: { id }, signal }),
  });

/** Products by code or name while typing in a line. */
export const productsQuery = (q: string) =>
  queryOptions({
    queryKey: quotationKeys.products(q),
    queryFn: ({ signal }) => {
      const filter = [{ field: "active", op: "eq" as const, value: true }];
      return getPage("/products", { q, filter, limit: 8 }, signal);
    },
    staleTime: 60_000,
  });
