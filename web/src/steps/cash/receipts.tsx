import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useCan, useMe } from "@/api/session";
import type { ReceiptRow } from "@/api/types";
import { Button } from "@/ui/button";
import { DataGrid, type GridColumn, type ListSearch, type ListSource } from "@/ui/data-grid";
import { Day, Money, Tag } from "@/ui/display";
import { recordHref } from "@/ui/record-href";
import { PlainPage } from "@/ui/record-page";
import { METHODS } from "./model";
import { receiptList } from "./queries";

function useColumns(): GridColumn<ReceiptRow>[] {
  const { t } = useTranslation("cash");
  const { currency } = useMe();
  return useMemo<GridColumn<ReceiptRow>[]>(
    () => [
      { id: "number", title: t("field:number"), width: 150, pinned: true, card: "title" },
      {
        id: "customer",
        title: t("field:customer"),
        width: 230,
        card: "subtitle",
      },
      {
        id: "received_on",
        title: t("field:received_on"),
        width: 120,
        sortable: true,
        filter: { type: "day" },
        cell: (row) => <Day day={row.received_on} />,
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
        id: "allocated_minor",
        title: t("field:allocated_minor"),
        width: 150,
        align: "end",
        cell: (row) => <Money minor={row.allocated_minor} currency={row.currency} />,
      },
      {
        // Computed from what is allocated; the server filters by the same name.
        id: "open_minor",
        title: t("receipt.open"),
        width: 150,
        align: "end",
        filter: { type: "money", currency },
        cell: (row) =>
          row.allocated_minor >= row.amount_minor ? (
            <Tag hue="green">{t("receipt.settled")}</Tag>
          ) : (
            <b>
              <Money minor={row.amount_minor - row.allocated_minor} currency={row.currency} />
            </b>
          ),
        card: "none",
      },
      {
        id: "method",
        title: t("field:method"),
        width: 120,
        filter: {
          type: "choice",
          choices: METHODS.map((value) => ({ value, label: t(`value:method.${value}`) })),
        },
        cell: (row) => t(`value:method.${row.method}`),
      },
      { id: "bank_reference", title: t("field:bank_reference"), width: 180 },
    ],
    [t, currency],
  );
}

export function ReceiptList({
  search,
  onSearch,
}: {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}) {
  const { t } = useTranslation("cash");
  const router = useRouter();
  const canCreate = useCan("receipt.create");
  const columns = useColumns();
  const source = useMemo<ListSource<ReceiptRow>>(
    () => ({
      ...receiptList,
      views: [
        { key: "all", label: t("view.all") },
        {
          key: "open",
          label: t("view.unallocated"),
          filter: [{ field: "open_minor", op: "gte", value: 1 }],
        },
      ],
    }),
    [t],
  );
  const create = (
    <Button kind="primary" onClick={() => void router.navigate({ to: "/receipts/new" })}>
      {t("receipt.new")}
    </Button>
  );
  return (
    <PlainPage title={t("receipt.list")} isFull actions={canCreate ? create : null}>
      <DataGrid<ReceiptRow>
        name="receipts"
        label={t("receipt.list")}
        source={source}
        columns={columns}
        search={search}
        onSearch={onSearch}
        onOpen={(row) => void router.navigate({ href: recordHref("receipt", row.id) })}
        canExport
        empty={{
          title: t("receipt.empty"),
          text: t("receipt.empty_text"),
          action: canCreate ? create : undefined,
        }}
      />
    </PlainPage>
  );
}
