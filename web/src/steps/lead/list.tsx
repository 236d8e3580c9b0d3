import { useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan, useMe } from "@/api/session";
import type { LeadRow } from "@/api/types";
import { Button } from "@/ui/button";
import { DataGrid, type GridColumn, type ListSearch } from "@/ui/data-grid";
import { Day, Instant, Money, Person, Tag } from "@/ui/display";
import { PlainPage } from "@/ui/record-page";
import { Completeness } from "./elements";
import { GRADE_HUES, GRADES, STATUS_HUES, STATUSES } from "./model";
import { LeadPeek } from "./peek";
import { leadList } from "./queries";

const TransferDialog = lazy(() => import("@/ui/transfer-dialog"));

export function LeadList({
  search,
  onSearch,
}: {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}) {
  const { t } = useTranslation("lead");
  const router = useRouter();
  const me = useMe();
  const canCreate = useCan("lead.create");
  const [transfer, setTransfer] = useState<{ rows: LeadRow[]; done: () => void } | null>(null);
  const source = useMemo(() => leadList(me, (view) => t(`view.${view}`)), [me, t]);
  const columns = useMemo<GridColumn<LeadRow>[]>(
    () => [
      {
        id: "title",
        title: t("field:title"),
        width: 260,
        pinned: true,
        filter: { type: "text" },
        card: "title",
      },
      {
        id: "customer_name",
        title: t("field:customer"),
        width: 190,
        filter: { type: "text" },
        card: "subtitle",
      },
      {
        id: "status",
        title: t("field:status"),
        width: 100,
        filter: {
          type: "choice",
          choices: STATUSES.map((value) => ({ value, label: t(`value:lead_status.${value}`) })),
        },
        cell: (row) => <Tag hue={STATUS_HUES[row.status]}>{t(`value:lead_status.${row.status}`)}</Tag>,
        card: "end",
      },
      {
        id: "grade",
        title: t("field:grade"),
        width: 100,
        filter: {
          type: "choice",
          choices: GRADES.map((value) => ({ value, label: t(`value:lead_grade.${value}`) })),
        },
        cell: (row) =>
          row.grade ? <Tag hue={GRADE_HUES[row.grade]}>{t(`value:lead_grade.${row.grade}`)}</Tag> : null,
      },
      {
        id: "completeness",
        title: t("field:completeness"),
        width: 110,
        filter: { type: "number" },
        cell: (row) => <Completeness count={row.completeness} />,
      },
      {
        id: "amount_minor",
        title: t("field:amount_minor"),
        width: 120,
        align: "end",
        sortable: true,
        filter: { type: "money", currency: me.currency },
        cell: (row) => <Money minor={row.amount_minor} currency={row.currency} isShort />,
      },
      {
        id: "entry_on",
        title: t("field:entry_on"),
        width: 120,
        sortable: true,
        filter: { type: "day" },
        cell: (row) => <Day day={row.entry_on} />,
      },
      {
        id: "review_on",
        title: t("field:review_on"),
        width: 120,
        sortable: true,
        filter: { type: "day" },
        cell: (row) => <Day day={row.review_on} isOverdue={isLate(row, me.today)} />,
      },
      { id: "owner", title: t("field:owner"), width: 120, cell: (row) => <Person person={row.owner} /> },
      {
        id: "collector",
        title: t("field:collector"),
        width: 120,
        cell: (row) => <Person person={row.collector} />,
        hidden: true,
      },
      { id: "unit", title: t("field:unit"), width: 150, hidden: true },
      { id: "number", title: t("field:number"), width: 150, hidden: true },
      {
        id: "updated_at",
        title: t("field:updated_at"),
        width: 120,
        sortable: true,
        cell: (row) => <Instant at={row.updated_at} isAgo />,
        card: "none",
      },
    ],
    [t, me],
  );
  const open = (href: string) => void router.navigate({ href });
  const create = (
    <Button kind="primary" onClick={() => open("/leads/new")}>
      {t("command.create")}
    </Button>
  );
  const view = source.views?.find((item) => item.key === search.view)?.key ?? "all";
  return (
    <PlainPage title={t("list.title")} isFull actions={canCreate ? create : null}>
      <DataGrid<LeadRow>
        name="leads"
        label={t("list.title")}
        source={source}
        columns={columns}
        search={search}
        onSearch={onSearch}
        onOpen={(row) => open(`/leads/${row.id}`)}
        panel={(id) => <LeadPeek id={id} />}
        panelTitle={(row) => row?.title ?? t("list.title")}
        bulk={(rows, done) => (
          <Button onClick={() => setTransfer({ rows, done })}>{t("common:transfer.action")}</Button>
        )}
        canExport
        empty={{
          title: t(`empty.${view}`),
          text: t(`empty.${view}_text`),
          action: canCreate && (view === "all" || view === "mine") ? create : undefined,
        }}
      />
      {transfer ? (
        <Suspense fallback={null}>
          <TransferDialog
            path="/leads/bulk"
            rows={transfer.rows}
            titleOf={(id) => transfer.rows.find((row) => row.id === id)?.title ?? id}
            invalidate={[["lead"]]}
            onClose={() => setTransfer(null)}
            onDone={transfer.done}
          />
        </Suspense>
      ) : null}
    </PlainPage>
  );
}

function isLate(row: LeadRow, today: string): boolean {
  const isOpen = row.status === "new" || row.status === "nurturing";
  return isOpen && row.review_on != null && row.review_on <= today;
}
