import { type QueryKey, queryOptions } from "@tanstack/react-query";
import { api, type Filter, getPage } from "@/api/client";
import type { Day, InvoiceRow, ReceiptRow, ReceivableRow } from "@/api/types";
import { contractKeys } from "@/steps/contract/queries";
import { type ListSource, listAt } from "@/ui/data-grid/search";
import { daysAgo } from "./model";

export const cashKeys = {
  all: ["cash"] as const,
  receivables: ["cash", "receivables"] as const,
  invoices: ["cash", "invoices"] as const,
  invoice: (id: string) => ["cash", "invoice", id] as const,
  receipts: ["cash", "receipts"] as const,
  receipt: (id: string) => ["cash", "receipt", id] as const,
  open: (customerId: string, currency: string) => ["cash", "open", customerId, currency] as const,
  ageing: ["insight", "ageing"] as const,
  contractMoney: (id: string) => ["cash", "contract", id, "money"] as const,
  contractPlan: (id: string) => ["cash", "contract", id, "plan"] as const,
};

export const receivableList: ListSource<ReceivableRow> = {
  ...listAt("/receivables"),
  queryKey: cashKeys.receivables,
  defaultSort: "due_on",
  isSearchable: false,
};
export const invoiceList: ListSource<InvoiceRow> = {
  ...listAt("/invoices"),
  queryKey: cashKeys.invoices,
  defaultSort: "-issued_on",
};

/** The invoices with their views; `label` words them, the loader needs no words. */
export function invoiceViews(today: Day, label: (view: string) => string = String): ListSource<InvoiceRow> {
  const open: Filter = { field: "open_minor", op: "gte", value: 1 };
  return {
    ...invoiceList,
    views: [
      { key: "open", label: label("open"), filter: [open], sort: "due_on" },
      {
        key: "overdue",
        label: label("overdue"),
        filter: [open, { field: "due_on", op: "lte", value: daysAgo(today, 1) }],
        sort: "due_on",
      },
      { key: "all", label: label("all") },
      { key: "voided", label: label("voided"), filter: [{ field: "state", op: "eq", value: "voided" }] },
    ],
  };
}

/** The receivables with their views; the longest overdue first. */
export function receivableViews(
  today: Day,
  label: (view: string) => string = String,
): ListSource<ReceivableRow> {
  const open: Filter = { field: "open_minor", op: "gte", value: 1 };
  return {
    ...receivableList,
    views: [
      { key: "open", label: label("open"), filter: [open] },
      {
        key: "overdue",
        label: label("overdue"),
        filter: [open, { field: "due_on", op: "lte", value: daysAgo(today, 1) }],
      },
      { key: "all", label: label("all") },
    ],
  };
}

export const receiptList: ListSource<ReceiptRow> = {
  ...listAt("/receipts"),
  queryKey: cashKeys.receipts,
  defaultSort: "-received_on",
};

export const invoiceQuery = (id: string) =>
  queryOptions({
    queryKey: cashKeys.invoice(id),
    queryFn: ({ signal }) => api.get("/invoices/{id}", { path: { id }, signal }),
  });

export const receiptQuery = (id: string) =>
  queryOptions({
    queryKey: cashKeys.receipt(id),
    queryFn: ({ signal }) => api.get("/receipts/{id}", { path: { id }, signal }),
  });

/** What a receipt of a customer can be allocated to: the open invoices in its currency, oldest first. */
export const openInvoicesQuery = (customerId: string, currency: string) =>
  queryOptions({
    queryKey: cashKeys.open(customerId, currency),
    queryFn: ({ signal }) =>
      getPage(
        "/invoices",
        {
          filter: [
            { field: "customer_id", op: "eq", value: customerId },
            { field: "currency", op: "eq", value: currency },
            { field: "open_minor", op: "gte", value: 1 },
          ],
          sort: "due_on",
          limit: 200,
        },
        signal,
      ),
  });

export const contractMoneyQuery = (id: string) =>
  queryOptions({
    queryKey: cashKeys.contractMoney(id),
    queryFn: ({ signal }) => api.get("/contracts/{id}/money", { path: { id }, signal }),
  });

/** The payment plan with what is invoiced and received on each line. */
export const contractPlanQuery = (id: string) =>
  queryOptions({
    queryKey: cashKeys.contractPlan(id),
    queryFn: ({ signal }) => api.get("/contracts/{id}/plan", { path: { id }, signal }),
  });

export const contractInvoicesQuery = (id: string) =>
  queryOptions({
    queryKey: [...cashKeys.invoices, "contract", id],
    queryFn: ({ signal }) =>
      getPage(
        "/invoices",
        { filter: [{ field: "contract_id", op: "eq", value: id }], sort: "-issued_on", limit: 200 },
        signal,
      ),
  });

/** What a customer has paid, whatever it was allocated to. */
export const customerReceiptsQuery = (id: string) =>
  queryOptions({
    queryKey: [...cashKeys.receipts, "customer", id],
    queryFn: ({ signal }) =>
      getPage(
        "/receipts",
        { filter: [{ field: "customer_id", op: "eq", value: id }], sort: "-received_on", limit: 50 },
        signal,
      ),
  });

export const ageingQuery = queryOptions({
  queryKey: cashKeys.ageing,
  queryFn: ({ signal }) => api.get("/insight/ageing", { signal }),
});

/** Everything that may read differently once money has moved. */
export const afterCash: QueryKey[] = [
  cashKeys.all,
  contractKeys.all,
  ["insight"],
  ["account", "money"],
  ["work", "timeline"],
  ["decision", "path"],
];
