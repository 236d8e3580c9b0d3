import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import type { ContractRow } from "@/api/types";
import { DataGrid, type GridColumn, type ListSearch } from "@/ui/data-grid";
import { Day, Instant, Money, Person, Tag } from "@/ui/display";
import { recordHref } from "@/ui/record-href";
import { PlainPage } from "@/ui/record-page";
import { STAGE_HUES, STAGES } from "./model";
import { ContractPeek } from "./peek";
import { contractList } from "./queries";

export function ContractList({
  search,
  onSearch,
}: {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}) {
  const { t } = useTranslation("contract");
  const router = useRouter();
  const { currency } = useMe();
  const columns = useMemo<GridColumn<ContractRow>[]>(
    () => [
      {
        id: "title",
        title: t("field:title"),
        width: 280,
        pinned: true,
        filter: { type: "text" },
        card: "title",
      },
      { id: "number", title: t("field:number"), width: 150, filter: { type: "text" }, card: "subtitle" },
      { id: "customer", title: t("field:customer"), width: 220, card: "subtitle" },
      {
        id: "stage",
        title: t("field:stage"),
        width: 110,
        filter: {
          type: "choice",
          choices: STAGES.map((value) => ({ value, label: t(`value:contract_stage.${value}`) })),
        },
        cell: (row) => <Tag hue={STAGE_HUES[row.stage]}>{t(`value:contract_stage.${row.stage}`)}</Tag>,
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
        id: "signed_on",
        title: t("field:signed_on"),
        width: 120,
        sortable: true,
        filter: { type: "day" },
        cell: (row) => <Day day={row.signed_on} />,
      },
      { id: "owner", title: t("field:owner"), width: 130, cell: (row) => <Person person={row.owner} /> },
      { id: "unit", title: t("field:unit"), width: 140, hidden: true },
      {
        id: "updated_at",
        title: t("field:updated_at"),
        width: 120,
        sortable: true,
        cell: (row) => <Instant at={row.updated_at} isAgo />,
        card: "none",
      },
    ],
    [t, currency],
  );
  return (
    <PlainPage title={t("list.title")} isFull>
      <DataGrid<ContractRow>
        name="contracts"
        label={t("list.title")}
        source={contractList}
        columns={columns}
        search={search}
        onSearch={onSearch}
        onOpen={(row) => void router.navigate({ href: recordHref("contract", row.id) })}
        panel={(id) => <ContractPeek id={id} />}
        panelTitle={(row) => row?.title ?? t("list.title")}
        canExport
        empty={{ title: t("list.empty"), text: t("list.empty_text") }}
      />
    </PlainPage>
  );
}
