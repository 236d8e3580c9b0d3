import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import type { QuotationRow } from "@/api/types";
import { DataGrid, type GridColumn, type ListSearch } from "@/ui/data-grid";
import { Day, Instant, Money, Person, Tag } from "@/ui/display";
import { recordHref } from "@/ui/record-href";
import { PlainPage } from "@/ui/record-page";
import { STATUS_HUES, STATUSES } from "./model";
import { QuotationPeek } from "./peek";
import { quotationList } from "./queries";

export function QuotationList({
  search,
  onSearch,
}: {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}) {
  const { t } = useTranslation("bid");
  const router = useRouter();
  const me = useMe();
  const columns = useMemo<GridColumn<QuotationRow>[]>(
    () => [
      { id: "opportunity", title: t("field:opportunity"), width: 280, pinned: true, card: "title" },
      { id: "number", title: t("field:number"), width: 150, sortable: true, card: "subtitle" },
      {
        id: "revision",
        title: t("field:revision"),
        width: 80,
        align: "end",
        cell: (row) => t("revision.one", { revision: row.revision }),
        card: "subtitle",
      },
      {
        id: "status",
        title: t("field:status"),
        width: 110,
        sortable: true,
        filter: {
          type: "choice",
          choices: STATUSES.map((value) => ({ value, label: t(`value:quotation_status.${value}`) })),
        },
        cell: (row) => <Tag hue={STATUS_HUES[row.status]}>{t(`value:quotation_status.${row.status}`)}</Tag>,
        card: "end",
      },
      {
        id: "total_minor",
        title: t("field:total_minor"),
        width: 160,
        align: "end",
        sortable: true,
        filter: { type: "money", currency: me.currency },
        cell: (row) => <Money minor={row.total_minor} currency={row.currency} />,
      },
      {
        id: "valid_until",
        title: t("field:valid_until"),
        width: 130,
        sortable: true,
        filter: { type: "day" },
        cell: (row) => (
          <Day
            day={row.valid_until}
            isOverdue={
              row.valid_until != null &&
              row.valid_until < me.today &&
              ["draft", "submitted", "authorised"].includes(row.status)
            }
          />
        ),
      },
      { id: "owner", title: t("field:owner"), width: 130, cell: (row) => <Person person={row.owner} /> },
      {
        id: "updated_at",
        title: t("field:updated_at"),
        width: 130,
        sortable: true,
        cell: (row) => <Instant at={row.updated_at} isAgo />,
        card: "none",
      },
    ],
    [t, me.currency, me.today],
  );
  return (
    <PlainPage title={t("list.title")} isFull>
      <DataGrid<QuotationRow>
        name="quotations"
        label={t("list.title")}
        source={quotationList}
        columns={columns}
        search={search}
        onSearch={onSearch}
        onOpen={(row) => void router.navigate({ href: recordHref("quotation", row.id) })}
        panel={(id) => <QuotationPeek id={id} />}
        panelTitle={(row) => (row ? `${row.number} · ${t("revision.one", { revision: row.revision })}` : "")}
        canExport
        empty={{ title: t("list.empty"), text: t("list.empty_text") }}
      />
    </PlainPage>
  );
}
