import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import type { InvoiceRow } from "@/api/types";
import { DataGrid, type GridColumn, type ListSearch } from "@/ui/data-grid";
import { Day, Money, Tag } from "@/ui/display";
import { recordHref } from "@/ui/record-href";
import { PlainPage } from "@/ui/record-page";
import { INVOICE_HUES, invoiceStatus, openOf } from "./model";
import { invoiceViews } from "./queries";

function useColumns(): GridColumn<InvoiceRow>[] {
  const { t } = useTranslation("cash");
  const { currency, today } = useMe();
  return useMemo<GridColumn<InvoiceRow>[]>(
    () => [
      { id: "number", title: t("field:number"), width: 150, pinned: true, card: "title" },
      {
        id: "invoice_no",
        title: t("field:invoice_no"),
        width: 150,
        filter: { type: "text" },
        card: "subtitle",
      },
      {
        id: "customer",
        title: t("field:customer"),
        width: 210,
        card: "subtitle",
      },
      { id: "contract", title: t("field:contract"), width: 150 },
      {
        id: "state",
        title: t("field:status"),
        width: 100,
        cell: (row) => (
          <Tag hue={INVOICE_HUES[invoiceStatus(row)]}>{t(`value:invoice_status.${invoiceStatus(row)}`)}</Tag>
        ),
        card: "end",
      },
      {
        id: "amount_minor",
        title: t("field:amount_minor"),
        width: 150,
        align: "end",
        sortable: true,
        filter: { type: "money", currency },
        cell: (row) => <Money minor={row.amount_minor} currency={row.currency} />,
      },
      {
        // Computed from what is allocated; the server filters by the same name.
        id: "open_minor",
        title: t("field:open_minor"),
        width: 150,
        align: "end",
        filter: { type: "money", currency },
        cell: (row) => <Money minor={openOf(row)} currency={row.currency} />,
        card: "none",
      },
      {
        id: "issued_on",
        title: t("field:issued_on"),
        width: 120,
        sortable: true,
        filter: { type: "day" },
        cell: (row) => <Day day={row.issued_on} />,
      },
      {
        id: "due_on",
        title: t("field:due_on"),
        width: 120,
        sortable: true,
        filter: { type: "day" },
        cell: (row) => <Day day={row.due_on} isOverdue={openOf(row) > 0 && row.due_on < today} />,
      },
    ],
    [t, currency, today],
  );
}

export function InvoiceList({
  search,
  onSearch,
}: {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}) {
  const { t } = useTranslation("cash");
  const router = useRouter();
  const columns = useColumns();
  const { today } = useMe();
  const source = useMemo(() => invoiceViews(today, (key) => t(`invoice.view.${key}`)), [today, t]);
  return (
    <PlainPage title={t("invoice.list")} isFull>
      <DataGrid<InvoiceRow>
        name="invoices"
        label={t("invoice.list")}
        source={source}
        columns={columns}
        search={search}
        onSearch={onSearch}
        onOpen={(row) => void router.navigate({ href: recordHref("invoice", row.id) })}
        canExport
        empty={{ title: t("invoice.empty"), text: t("invoice.empty_text") }}
      />
    </PlainPage>
  );
}
