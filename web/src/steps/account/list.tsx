import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/api/session";
import type { CustomerRow } from "@/api/types";
import { Button } from "@/ui/button";
import { DataGrid, type GridColumn, type ListSearch } from "@/ui/data-grid";
import { Instant, Person, Tag } from "@/ui/display";
import { PlainPage } from "@/ui/record-page";
import { CLASS_HUES, CLASSES } from "./model";
import { CustomerPeek } from "./peek";
import { customerList } from "./queries";

export function CustomerList({
  search,
  onSearch,
}: {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}) {
  const { t } = useTranslation("account");
  const router = useRouter();
  const canCreate = useCan("customer.create");
  const columns = useMemo<GridColumn<CustomerRow>[]>(
    () => [
      {
        id: "name",
        title: t("field:name"),
        width: 280,
        pinned: true,
        sortable: true,
        filter: { type: "text" },
        card: "title",
      },
      { id: "number", title: t("field:number"), width: 150, sortable: true, card: "subtitle" },
      {
        id: "class",
        title: t("field:class"),
        width: 120,
        sortable: true,
        filter: {
          type: "choice",
          choices: CLASSES.map((value) => ({ value, label: t(`value:customer_class.${value}`) })),
        },
        cell: (row) => <Tag hue={CLASS_HUES[row.class]}>{t(`value:customer_class.${row.class}`)}</Tag>,
        card: "end",
      },
      { id: "industry", title: t("field:industry"), width: 140, sortable: true, filter: { type: "text" } },
      { id: "unit", title: t("field:unit"), width: 150 },
      { id: "owner", title: t("field:owner"), width: 130, cell: (row) => <Person person={row.owner} /> },
      {
        id: "updated_at",
        title: t("field:updated_at"),
        width: 130,
        sortable: true,
        cell: (row) => <Instant at={row.updated_at} isAgo />,
      },
    ],
    [t],
  );
  const open = (href: string) => void router.navigate({ href });
  const create = (
    <Button kind="primary" onClick={() => open("/customers/new")}>
      {t("command.create")}
    </Button>
  );
  return (
    <PlainPage title={t("list.title")} isFull actions={canCreate ? create : null}>
      <DataGrid<CustomerRow>
        name="customers"
        label={t("list.title")}
        source={customerList}
        columns={columns}
        search={search}
        onSearch={onSearch}
        onOpen={(row) => open(`/customers/${row.id}`)}
        panel={(id) => <CustomerPeek id={id} />}
        panelTitle={(row) => row?.name ?? t("list.title")}
        canExport
        empty={{
          title: t("list.empty"),
          text: t("list.empty_text"),
          action: canCreate ? create : undefined,
        }}
      />
    </PlainPage>
  );
}
