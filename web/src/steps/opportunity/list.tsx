import { useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan, useMe } from "@/api/session";
import type { OpportunityRow } from "@/api/types";
import { Button } from "@/ui/button";
import { DataGrid, type ListSearch, ListToolbar } from "@/ui/data-grid";
import { PlainPage } from "@/ui/record-page";
import { OpportunityBoard } from "./board";
import { useOpportunityColumns } from "./columns";
import styles from "./list.module.css";
import { OpportunityPeek } from "./peek";
import { boardViews, opportunityList } from "./queries";

const TransferDialog = lazy(() => import("@/ui/transfer-dialog"));

export type Shape = "board" | "table";

/** Opportunities as a board of the open stages or as a table of all. */
export function OpportunityList({
  shape,
  search,
  onSearch,
  onShape,
}: {
  shape: Shape;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  onShape: (shape: Shape) => void;
}) {
  const { t } = useTranslation("opportunity");
  const router = useRouter();
  const me = useMe();
  const canCreate = useCan("opportunity.create");
  const columns = useOpportunityColumns();
  const source = useMemo(() => opportunityList(me, (view) => t(`view.${view}`)), [me, t]);
  const onBoard = useMemo(() => boardViews(source), [source]);
  const [transfer, setTransfer] = useState<{ rows: OpportunityRow[]; done: () => void } | null>(null);
  const open = (href: string) => void router.navigate({ href });
  const create = (
    <Button kind="primary" onClick={() => open("/opportunities/new")}>
      {t("command.create")}
    </Button>
  );
  const view = source.views?.find((item) => item.key === search.view)?.key ?? "open";
  return (
    <PlainPage
      title={t("list.title")}
      isFull
      actions={
        <>
          <div className={styles.shapes} role="group" aria-label={t("shape.label")}>
            {(["board", "table"] as const).map((item) => (
              <button key={item} type="button" aria-pressed={shape === item} onClick={() => onShape(item)}>
                {t(`shape.${item}`)}
              </button>
            ))}
          </div>
          {canCreate ? create : null}
        </>
      }
    >
      {shape === "board" ? (
        <>
          <ListToolbar
            label={t("list.title")}
            source={onBoard}
            columns={columns.filter((column) => column.id !== "stage")}
            search={search}
            onSearch={onSearch}
          />
          <OpportunityBoard source={onBoard} search={search} />
        </>
      ) : (
        <DataGrid<OpportunityRow>
          name="opportunities"
          label={t("list.title")}
          source={source}
          columns={columns}
          search={search}
          onSearch={onSearch}
          onOpen={(row) => open(`/opportunities/${row.id}`)}
          panel={(id) => <OpportunityPeek id={id} />}
          panelTitle={(row) => row?.title ?? t("list.title")}
          bulk={(rows, done) => (
            <Button onClick={() => setTransfer({ rows, done })}>{t("common:transfer.action")}</Button>
          )}
          canExport
          empty={{
            title: t(`empty.${view}`),
            text: t(`empty.${view}_text`),
            action: canCreate && (view === "open" || view === "mine") ? create : undefined,
          }}
        />
      )}
      {transfer ? (
        <Suspense fallback={null}>
          <TransferDialog
            path="/opportunities/bulk"
            rows={transfer.rows}
            titleOf={(id) => transfer.rows.find((row) => row.id === id)?.title ?? id}
            invalidate={[["opportunity"]]}
            onClose={() => setTransfer(null)}
            onDone={transfer.done}
          />
        </Suspense>
      ) : null}
    </PlainPage>
  );
}
