import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { Day, LongText, Money, None, Person, RecordRef, Tag } from "@/ui/display";
import { GatePanel } from "@/ui/gate-panel";
import { pathQuery } from "@/ui/path-query";
import { Facts } from "@/ui/record-page";
import { ErrorState, Skeleton } from "@/ui/states";
import { Timeline } from "@/ui/timeline";
import { isLate } from "./columns";
import { isOpen, STAGE_HUES } from "./model";
import styles from "./peek.module.css";
import { opportunityQuery } from "./queries";

/** An opportunity beside the table. */
export function OpportunityPeek({ id }: { id: string }) {
  const { t } = useTranslation("opportunity");
  const me = useMe();
  const query = useQuery(opportunityQuery(id));
  const path = useQuery(pathQuery("opportunity", id));
  if (query.isPending) return <Skeleton lines={8} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const opportunity = query.data;
  return (
    <div className={styles.peek}>
      <Link to="/opportunities/$id" params={{ id }}>
        {t("peek.open")}
      </Link>
      <Facts
        items={[
          { label: t("field:customer"), value: <RecordRef kind="customer" of={opportunity.customer} /> },
          {
            label: t("field:stage"),
            value: <Tag hue={STAGE_HUES[opportunity.stage]}>{t(`value:stage.${opportunity.stage}`)}</Tag>,
          },
          {
            label: t("field:amount_minor"),
            value: <Money minor={opportunity.amount_minor} currency={opportunity.currency} isShort />,
          },
          {
            label: t("weighted", { percent: opportunity.rung }),
            value: <Money minor={opportunity.weighted_minor} currency={opportunity.currency} isShort />,
          },
          {
            label: t("field:expected_sign_on"),
            value: <Day day={opportunity.expected_sign_on} isOverdue={isLate(opportunity, me.today)} />,
          },
          { label: t("field:owner"), value: <Person person={opportunity.owner} /> },
          {
            label: t("overview.need"),
            value: opportunity.need ? <LongText text={opportunity.need} /> : <None />,
            isWide: true,
          },
        ]}
      />
      {path.data && isOpen(opportunity.stage) ? (
        <GatePanel path={path.data} currency={opportunity.currency} />
      ) : null}
      <h2>{t("common:timeline.title")}</h2>
      <Timeline kind="opportunity" id={id} currency={opportunity.currency} />
    </div>
  );
}
