import { keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useMe } from "@/api/session";
import type { BoardColumn, OpportunityRow, Stage } from "@/api/types";
import { pick } from "@/i18n";
import { Board, type BoardLane } from "@/ui/board";
import type { ListSearch, ListSource } from "@/ui/data-grid";
import { Day, Money, Person, Tag } from "@/ui/display";
import { pathKey } from "@/ui/path-query";
import { ErrorState } from "@/ui/states";
import { toast } from "@/ui/toast";
import styles from "./board.module.css";
import { isLate } from "./columns";
import { STAGE_HUES, stageAfter } from "./model";
import { boardQuery, columnQuery, opportunityKeys } from "./queries";

const GateDialog = lazy(() => import("./gate-dialog"));

/** The open stages side by side; a move that a gate refuses opens what the gate asks for. */
export function OpportunityBoard({
  source,
  search,
}: {
  source: ListSource<OpportunityRow>;
  search: ListSearch;
}) {
  const { t } = useTranslation("opportunity");
  const router = useRouter();
  const queryClient = useQueryClient();
  const me = useMe();
  const [cursors, setCursors] = useState<{ stage: Stage; cursor: string }[]>([]);
  const [refused, setRefused] = useState<OpportunityRow | null>(null);
  const [lastSearch, setLastSearch] = useState(search);
  if (lastSearch !== search) {
    setLastSearch(search);
    setCursors([]);
  }
  const query = useQuery({ ...boardQuery(source, search), placeholderData: keepPreviousData });
  const pages = useQueries({
    queries: cursors.map(({ stage, cursor }) => columnQuery(source, search, stage, cursor)),
  });
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <BoardSkeleton />;
  const { columns } = query.data;
  const pagesOf = (stage: Stage) => pages.filter((_, index) => cursors[index]?.stage === stage);
  const nextOf = (stage: Stage, first: BoardColumn["next"]) => {
    const last = pagesOf(stage).at(-1);
    return last ? last.data?.next : first;
  };
  const lanes = columns.map((column): BoardLane<OpportunityRow> => {
    const cards = [...column.cards, ...pagesOf(column.stage).flatMap((page) => page.data?.items ?? [])];
    return {
      key: column.stage,
      title: pick(column.title),
      code: column.code,
      hue: STAGE_HUES[column.stage],
      count: column.count,
      sums: column.sums,
      // A card that moved between two pages is shown once.
      cards: cards.filter((card, index) => cards.findIndex((other) => other.id === card.id) === index),
      hasMore: nextOf(column.stage, column.next) != null,
    };
  });
  const refresh = () => queryClient.invalidateQueries({ queryKey: opportunityKeys.all });
  const move = async (row: OpportunityRow, to: string) => {
    const column = columns.find((item) => item.stage === to);
    if (!column) return false;
    try {
      const moved = await api.post("/opportunities/{id}/stage", {
        path: { id: row.id },
        body: { to: column.stage },
        version: row.version,
      });
      queryClient.setQueryData(opportunityKeys.detail(row.id), moved);
      await refresh();
      return true;
    } catch (error) {
      if (problemOf(error).status === 412) await refresh();
      if (problemOf(error).code !== "gate_unmet") throw error;
      await queryClient.invalidateQueries({ queryKey: pathKey("opportunity", row.id) });
      setRefused(row);
      return false;
    }
  };
  return (
    <>
      <Board<OpportunityRow>
        label={t("list.title")}
        lanes={lanes}
        titleOf={(row) => row.title}
        onOpen={(row) => void router.navigate({ to: "/opportunities/$id", params: { id: row.id } })}
        card={(row) => (
          <div className={styles.card}>
            <span className={styles.customer}>{row.customer}</span>
            <span className={styles.line}>
              <b>
                <Money minor={row.amount_minor} currency={row.currency} isShort />
              </b>
              <span className={styles.rung} title={t("field:rung")}>
                {t("percent", { percent: row.rung })}
              </span>
            </span>
            <span className={styles.line}>
              <Day day={row.expected_sign_on} isOverdue={isLate(row, me.today)} />
              <Person person={row.owner} />
            </span>
            {row.on_hold ? (
              <span>
                <Tag hue="amber">{t("field:on_hold")}</Tag>
              </span>
            ) : null}
          </div>
        )}
        barred={(row, to) => {
          if (row.on_hold) return t("error:on_hold");
          return stageAfter(row.stage) === to ? undefined : t("board.in_order");
        }}
        onMove={move}
        onMore={(lane) => {
          const column = columns.find((item) => item.stage === lane);
          const cursor = column && nextOf(column.stage, column.next);
          if (column && cursor) setCursors([...cursors, { stage: column.stage, cursor }]);
        }}
        isLoadingMore={cursors.find((_, index) => pages[index]?.isPending)?.stage}
      />
      {refused ? (
        <Suspense fallback={null}>
          <GateDialog
            id={refused.id}
            onClose={() => setRefused(null)}
            onDone={(text) => toast.success(text)}
          />
        </Suspense>
      ) : null}
    </>
  );
}

function BoardSkeleton() {
  return (
    <div className={styles.skeleton} aria-hidden="true">
      {["a", "b", "c", "d"].map((lane) => (
        <div key={lane}>
          <i />
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  );
}
