import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AllowedAction } from "@/api/types";
import { Button } from "@/ui/button";
import { Can } from "@/ui/can";
import { Day, Instant, Money, Tag } from "@/ui/display";
import { Section } from "@/ui/record-page";
import { Empty, ErrorState, Skeleton } from "@/ui/states";
import { STATUS_HUES } from "./model";
import styles from "./of-opportunity.module.css";
import { quotationsOfQuery } from "./queries";
import { useNewQuotation } from "./use-new-quotation";

/**
 * The quotations of an opportunity with all their revisions, for a tab of its page.
 * The page's route loads the texts "bid" beside its own.
 */
export function QuotationsOfOpportunity({
  opportunityId,
  allowed,
}: {
  opportunityId: string;
  /** The opportunity's actions: "quote" makes a new quotation. */
  allowed: AllowedAction[];
}) {
  const { t } = useTranslation("bid");
  const create = useNewQuotation(opportunityId);
  const query = useQuery(quotationsOfQuery(opportunityId));
  const rows = query.data?.items ?? [];
  const button = (
    <Can action="quote" allowed={allowed}>
      <Button kind={rows.length === 0 ? "primary" : "default"} onClick={create}>
        {t("edit.new")}
      </Button>
    </Can>
  );
  return (
    <Section title={t("list.title")} actions={rows.length > 0 ? button : null}>
      {query.isPending ? <Skeleton lines={3} /> : null}
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isSuccess && rows.length === 0 ? (
        <Empty title={t("list.empty")} text={t("list.empty_here")} action={button} />
      ) : null}
      <ul className={styles.rows}>
        {rows.map((row) => (
          <li key={row.id}>
            <Link to="/quotations/$id" params={{ id: row.id }}>
              {row.number} · {t("revision.one", { revision: row.revision })}
            </Link>
            <Tag hue={STATUS_HUES[row.status]}>{t(`value:quotation_status.${row.status}`)}</Tag>
            <b>
              <Money minor={row.total_minor} currency={row.currency} />
            </b>
            <small>
              {t("field:valid_until")} <Day day={row.valid_until} />
            </small>
            <small>
              <Instant at={row.updated_at} isAgo />
            </small>
          </li>
        ))}
      </ul>
    </Section>
  );
}
