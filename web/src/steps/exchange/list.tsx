import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ImportResult, ImportRow } from "@/api/types";
import { currentLocale, pick } from "@/i18n";
import { formatNumber } from "@/i18n/format";
import { Button } from "@/ui/button";
import { DataGrid, type GridColumn, type ListSearch } from "@/ui/data-grid";
import { Instant, None, Person, Tag } from "@/ui/display";
import { PlainPage } from "@/ui/record-page";
import { STATUS_HUES } from "./model";
import { importKindsQuery, importList } from "./queries";

export function ImportList({
  search,
  onSearch,
}: {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}) {
  const { t } = useTranslation("exchange");
  const router = useRouter();
  const kinds = useQuery(importKindsQuery).data?.items;
  const columns = useMemo<GridColumn<ImportRow>[]>(() => {
    const locale = currentLocale();
    const title = (kind: string) => {
      const found = kinds?.find((item) => item.kind === kind);
      return found ? pick(found.title) : kind;
    };
    const number = (count: number) => formatNumber(count, locale);
    const short = (row: ImportRow, result: ImportResult) => {
      if (row.status === "undone")
        return t("result.short_undone", {
          undone: number(result.undone ?? 0),
          kept: number(result.kept ?? 0),
        });
      const told = t("result.short", {
        created: number(result.created),
        updated: number(result.updated),
        failed: number(result.failed + result.skipped),
      });
      return row.dry_run ? t("result.short_dry", { told }) : told;
    };
    return [
      { id: "file_name", title: t("field:file_name"), width: 280, pinned: true, card: "title" },
      {
        id: "kind",
        title: t("kind"),
        width: 120,
        cell: (row) => (row.kind ? title(row.kind) : <None />),
        card: "subtitle",
      },
      {
        id: "status",
        title: t("field:status"),
        width: 120,
        cell: (row) => <Tag hue={STATUS_HUES[row.status]}>{t(`value:import_status.${row.status}`)}</Tag>,
        card: "end",
      },
      {
        id: "rows",
        title: t("field:rows"),
        width: 100,
        align: "end",
        cell: (row) => number(row.rows),
      },
      {
        id: "result",
        title: t("result.title"),
        width: 300,
        cell: (row) => (row.result ? <span className="num">{short(row, row.result)}</span> : <None />),
      },
      {
        id: "created_by",
        title: t("by"),
        width: 140,
        cell: (row) => <Person person={row.created_by} />,
      },
      {
        id: "created_at",
        title: t("field:created_at"),
        width: 150,
        sortable: true,
        cell: (row) => <Instant at={row.created_at} isAgo />,
      },
    ];
  }, [t, kinds]);
  const create = (
    <Button kind="primary" onClick={() => void router.navigate({ to: "/imports/new" })}>
      {t("command.create")}
    </Button>
  );
  return (
    <PlainPage title={t("list.title")} isFull actions={create}>
      <DataGrid<ImportRow>
        name="imports"
        label={t("list.title")}
        source={importList}
        columns={columns}
        search={search}
        onSearch={onSearch}
        onOpen={(row) => void router.navigate({ to: "/imports/$id", params: { id: row.id } })}
        empty={{ title: t("list.empty"), text: t("list.empty_text"), action: create }}
      />
    </PlainPage>
  );
}
