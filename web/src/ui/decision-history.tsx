import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { getPage } from "@/api/client";
import type { DecisionRow, Outcome } from "@/api/types";
import styles from "./decision-history.module.css";
import { Day, type Hue, Instant, Person, Tag } from "./display";
import { Empty, ErrorState, Skeleton } from "./states";

/** The key of a record's decisions, to invalidate it after a request or an outcome. */
export const decisionsOfKey = (kind: string, id: string) => ["decision", "of", kind, id] as const;

const decisionsOfQuery = (kind: string, id: string) =>
  queryOptions({
    queryKey: decisionsOfKey(kind, id),
    queryFn: ({ signal }) =>
      getPage(
        "/decisions",
        {
          filter: [
            { field: "kind", op: "eq", value: kind },
            { field: "record_id", op: "eq", value: id },
          ],
          sort: "-proposed_at",
          limit: 100,
        },
        signal,
      ),
  });

export const OUTCOME_HUES: Record<Outcome, Hue> = {
  go: "green",
  rework: "amber",
  hold: "amber",
  no_go: "red",
};

/** How a request stands, in one word. */
export function DecisionTag({ row }: { row: Pick<DecisionRow, "status" | "outcome"> }) {
  const { t } = useTranslation();
  if (row.outcome) return <Tag hue={OUTCOME_HUES[row.outcome]}>{t(`value:outcome.${row.outcome}`)}</Tag>;
  return (
    <Tag hue={row.status === "submitted" ? "blue" : "grey"}>{t(`value:decision_status.${row.status}`)}</Tag>
  );
}

/** Every request for a decision on a record, the newest first. */
export function DecisionHistory({ kind, id }: { kind: string; id: string }) {
  const { t } = useTranslation();
  const query = useQuery(decisionsOfQuery(kind, id));
  if (query.isPending) return <Skeleton lines={3} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.items.length === 0)
    return <Empty title={t("decision.none")} text={t("decision.none_text")} />;
  return (
    <ul className={styles.rows}>
      {query.data.items.map((row) => (
        <li key={row.id}>
          <Link to={`/decisions/${row.id}` as "/"}>
            {t(`value:gate.${row.gate}`)} · {t("decision.round", { round: row.round })}
          </Link>
          <DecisionTag row={row} />
          {row.effective ? <Tag hue="green">{t("decision.effective")}</Tag> : null}
          <span className={styles.by}>
            <Person person={row.proposer} /> <Instant at={row.proposed_at} isAgo />
          </span>
          <small>
            {row.decided_at ? (
              <>
                {t("field:decided_at")} <Instant at={row.decided_at} />
              </>
            ) : (
              <>
                {t("field:due_on")} <Day day={row.due_on} />
              </>
            )}
            {row.valid_until ? (
              <>
                {" · "}
                {t("field:valid_until")} <Day day={row.valid_until} />
              </>
            ) : null}
          </small>
        </li>
      ))}
    </ul>
  );
}
