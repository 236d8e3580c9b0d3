import { useRouter } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Filter } from "@/api/client";
import { useCan, useMe } from "@/api/session";
import type { Bucket, ReceivableRow } from "@/api/types";
import { PLAN_HUES } from "@/steps/contract/model";
import { Button } from "@/ui/button";
import { DataGrid, type GridColumn, type ListSearch } from "@/ui/data-grid";
import { change } from "@/ui/data-grid/search";
import { Day, Money, None, Person, Tag } from "@/ui/display";
import { recordHref } from "@/ui/record-href";
import { PlainPage } from "@/ui/record-page";
import { AgeingBars } from "./ageing-bars";
import styles from "./cells.module.css";
import { InvoiceDialog } from "./invoice-dialog";
import { BUCKET_HUES, bucketFilter, bucketOf } from "./model";
import { receivableViews } from "./queries";

/** What customers owe and will owe, by age; what can be invoiced is invoiced from here. */
export function ReceivableList({
  search,
  onSearch,
}: {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}) {
  const { t } = useTranslation("cash");
  const router = useRouter();
  const { currency, today } = useMe();
  const canInvoice = useCan("invoice.create");
  const [invoicing, setInvoicing] = useState<ReceivableRow | null>(null);
  const source = useMemo(() => receivableViews(today, (key) => t(`receivable.view.${key}`)), [today, t]);
  const filters = (search.f ?? []) as Filter[];
  const picked = bucketOf(filters, today);
  const pick = (bucket: Bucket) => {
    const others = filters.filter((item) => item.field !== "due_on");
    onSearch(
      change(search, {
        f: bucket === picked ? others : [...others, bucketFilter(bucket, today)],
        view: undefined,
      }),
    );
  };
  const columns = useMemo<GridColumn<ReceivableRow>[]>(
    () => [
      {
        id: "contract",
        title: t("field:contract"),
        width: 150,
        pinned: true,
        card: "title",
      },
      { id: "label", title: t("receivable.line"), width: 110, card: "subtitle" },
      {
        id: "customer",
        title: t("field:customer"),
        width: 180,
        card: "subtitle",
      },
      {
        id: "open_minor",
        title: t("field:open_minor"),
        width: 150,
        align: "end",
        filter: { type: "money", currency },
        cell: (row) => (
          <b>
            <Money minor={row.open_minor} currency={row.currency} />
          </b>
        ),
      },
      {
        id: "due_on",
        title: t("field:due_on"),
        width: 120,
        sortable: true,
        filter: { type: "day" },
        cell: (row) => <Day day={row.due_on} isOverdue={row.overdue_days > 0} />,
      },
      {
        id: "overdue_days",
        title: t("field:overdue_days"),
        width: 100,
        align: "end",
        cell: (row) =>
          row.overdue_days > 0 ? (
            <b className={styles.late}>{t("days", { count: row.overdue_days })}</b>
          ) : (
            <None />
          ),
        card: "none",
      },
      {
        id: "bucket",
        title: t("field:bucket"),
        width: 130,
        cell: (row) => <Tag hue={BUCKET_HUES[row.bucket]}>{t(`value:bucket.${row.bucket}`)}</Tag>,
        card: "end",
      },
      {
        id: "status",
        title: t("field:status"),
        width: 120,
        cell: (row) => <Tag hue={PLAN_HUES[row.status]}>{t(`value:plan_status.${row.status}`)}</Tag>,
      },
      ...(canInvoice
        ? [
            {
              // No field of its own: the row's id stands in, so that a card shows it too.
              id: "id",
              title: t("invoice.do"),
              width: 100,
              cell: (row: ReceivableRow) =>
                row.status === "invoiceable" || row.status === "part_invoiced" ? (
                  <Button className={styles.inRow} onClick={() => setInvoicing(row)}>
                    {t("invoice.do")}
                  </Button>
                ) : null,
            },
          ]
        : []),
      {
        id: "amount_minor",
        title: t("field:amount_minor"),
        width: 140,
        align: "end",
        cell: (row) => <Money minor={row.amount_minor} currency={row.currency} />,
        card: "none",
      },
      {
        id: "invoiced_minor",
        title: t("field:invoiced_minor"),
        width: 140,
        hidden: true,
        align: "end",
        cell: (row) => <Money minor={row.invoiced_minor} currency={row.currency} />,
        card: "none",
      },
      {
        id: "received_minor",
        title: t("field:received_minor"),
        width: 140,
        hidden: true,
        align: "end",
        cell: (row) => <Money minor={row.received_minor} currency={row.currency} />,
        card: "none",
      },
      { id: "owner", title: t("field:owner"), width: 130, cell: (row) => <Person person={row.owner} /> },
    ],
    [t, currency, canInvoice],
  );
  return (
    <PlainPage title={t("receivable.title")} isFull>
      <AgeingBars picked={picked} onPick={pick} />
      <DataGrid<ReceivableRow>
        name="receivables"
        label={t("receivable.title")}
        source={source}
        columns={columns}
        search={search}
        onSearch={onSearch}
        onOpen={(row) =>
          void router.navigate({ href: `${recordHref("contract", row.contract_id)}?tab=plan` })
        }
        empty={{ title: t("receivable.empty"), text: t("receivable.empty_text") }}
      />
      {invoicing ? <InvoiceDialog line={invoicing} onClose={() => setInvoicing(null)} /> : null}
    </PlainPage>
  );
}
