import { type QueryKey, queryOptions } from "@tanstack/react-query";
import { api, getPage } from "@/api/client";
import type { AgeingView, InvoiceRow, InvoiceView, ReceiptRow, ReceiptView } from "@/api/types";
import { contractKeys } from "@/steps/contract/queries";
import type { ListSource } from "@/ui/data-grid";

export const cashKeys = {
  all: ["cash"] as const,
  receivables: ["cash", "receivables"] as const,
  invoices: ["cash", "invoices"] as const,
  invoice: (id: string) => ["cash", "invoice", id] as const,
  receipts: ["cash", "receipts"] as const,
  receipt: (id: string) => ["cash", "receipt", id] as const,
  open: (customerId: string, currency: string) => ["cash", "open", customerId, currency] as const,
  ageing: ["insight", "ageing"] as const,
};

export const receivableList: ListSource = {
  path: "/receivables",
  queryKey: cashKeys.receivables,
  defaultSort: "-overdue_days",
};
export const invoiceList: ListSource = {
  path: "/invoices",
  queryKey: cashKeys.invoices,
  defaultSort: "-issued_on",
};
export const receiptList: ListSource = {
  path: "/receipts",
  queryKey: cashKeys.receipts,
  defaultSort: "-received_on",
};

export const invoiceQuery = (id: string) =>
  queryOptions({
    queryKey: cashKeys.invoice(id),
    queryFn: ({ signal }) => api.get<InvoiceView>("/invoices/{id}", { path: { id }, signal }),
  });

export const receiptQuery = (id: string) =>
  queryOptions({
    queryKey: cashKeys.receipt(id),
    queryFn: ({ signal }) => api.get<ReceiptView>("/receipts/{id}", { path: { id }, signal }),
  });

/** What a receipt of a customer can be allocated to: the open invoices in its currency, oldest first. */
export const openInvoicesQuery = (customerId: string, currency: string) =>
  queryOptions({
    queryKey: cashKeys.open(customerId, currency),
    queryFn: ({ signal }) =>
      getPage<InvoiceRow>(
        "/invoices",
        {
          filter: [
            { field: "customer_id", op: "eq", value: customerId },
            { field: "currency", op: "eq", value: currency },
            { field: "status", op: "in", value: ["issued", "part_settled"] },
          ],
          sort: "due_on",
          limit: 200,
        },
        signal,
      ),
  });

const ofContract = (id: string) => [{ field: "contract_id", op: "eq" as const, value: id }];

export const contractInvoicesQuery = (id: string) =>
  queryOptions({
    queryKey: [...cashKeys.invoices, "contract", id],
    queryFn: ({ signal }) =>
      getPage<InvoiceRow>("/invoices", { filter: ofContract(id), sort: "-issued_on", limit: 200 }, signal),
  });

/** The receipts of which something is allocated to invoices of a contract. */
export const contractReceiptsQuery = (id: string) =>
  queryOptions({
    queryKey: [...cashKeys.receipts, "contract", id],
    queryFn: ({ signal }) =>
      getPage<ReceiptRow>("/receipts", { filter: ofContract(id), sort: "-received_on", limit: 200 }, signal),
  });

export const ageingQuery = queryOptions({
  queryKey: cashKeys.ageing,
  queryFn: ({ signal }) => api.get<AgeingView>("/insight/ageing", { signal }),
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
