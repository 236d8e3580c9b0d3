import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useCan, useMe } from "@/api/session";
import type { ProductRow } from "@/api/types";
import { Button } from "@/ui/button";
import { DataGrid, type GridColumn, type ListSearch } from "@/ui/data-grid";
import { Instant, Money, Tag } from "@/ui/display";
import { PlainPage } from "@/ui/record-page";
import { productList } from "./queries";

export function ProductList({
  search,
  onSearch,
}: {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}) {
  const { t } = useTranslation("catalog");
  const router = useRouter();
  const { currency } = useMe();
  const canEdit = useCan("catalog.edit");
  const seesCost = useCan("cost.see");
  const columns = useMemo<GridColumn<ProductRow>[]>(
    () => [
      {
        id: "code",
        title: t("field:code"),
        width: 140,
        pinned: true,
        sortable: true,
        filter: { type: "text" },
        card: "subtitle",
      },
      {
        id: "name",
        title: t("field:name"),
        width: 300,
        sortable: true,
        filter: { type: "text" },
        card: "title",
      },
      { id: "series", title: t("field:series"), width: 140, sortable: true, filter: { type: "text" } },
      {
        id: "list_price_minor",
        title: t("field:list_price_minor"),
        width: 160,
        align: "end",
        sortable: true,
        filter: { type: "money", currency },
        cell: (row) => <Money minor={row.list_price_minor} currency={row.currency} />,
      },
      ...(seesCost
        ? [
            {
              id: "unit_cost_minor",
              title: t("field:unit_cost_minor"),
              width: 160,
              align: "end",
              cell: (row) => <Money minor={row.unit_cost_minor} currency={row.currency} />,
            } satisfies GridColumn<ProductRow>,
          ]
        : []),
      {
        id: "active",
        title: t("field:status"),
        width: 110,
        filter: { type: "flag" },
        cell: (row) => (
          <Tag hue={row.active ? "green" : "grey"}>{row.active ? t("active.yes") : t("active.no")}</Tag>
        ),
        card: "end",
      },
      {
        id: "updated_at",
        title: t("field:updated_at"),
        width: 130,
        sortable: true,
        cell: (row) => <Instant at={row.updated_at} isAgo />,
        card: "none",
      },
    ],
    [t, currency, seesCost],
  );
  const create = (
    <Button kind="primary" onClick={() => void router.navigate({ to: "/products/new" })}>
      {t("command.create")}
    </Button>
  );
  return (
    <PlainPage title={t("list.title")} isFull actions={canEdit ? create : null}>
      <DataGrid<ProductRow>
        name="products"
        label={t("list.title")}
        source={productList}
        columns={columns}
        search={search}
        onSearch={onSearch}
        onOpen={(row) => void router.navigate({ to: "/products/$id", params: { id: row.id } })}
        canExport
        empty={{ title: t("list.empty"), text: t("list.empty_text"), action: canEdit ? create : undefined }}
      />
    </PlainPage>
  );
}
