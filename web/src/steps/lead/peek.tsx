import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { Day, Money, None, Person, RecordRef, Tag } from "@/ui/display";
import { Facts } from "@/ui/record-page";
import { ErrorState, Skeleton } from "@/ui/states";
import { Timeline } from "@/ui/timeline";
import { FourElements } from "./elements";
import { GradeTag } from "./gauge";
import { ADVICE_HUES } from "./model";
import styles from "./peek.module.css";
import { leadQuery } from "./queries";

/** A lead beside the list. */
export function LeadPeek({ id }: { id: string }) {
  const { t } = useTranslation("lead");
  const me = useMe();
  const query = useQuery(leadQuery(id));
  if (query.isPending) return <Skeleton lines={8} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const lead = query.data;
  return (
    <div className={styles.peek}>
      <Link to="/leads/$id" params={{ id }}>
        {t("peek.open")}
      </Link>
      <Facts
        items={[
          {
            label: t("field:customer"),
            value: lead.customer ? (
              <RecordRef kind="customer" of={lead.customer} />
            ) : (
              (lead.customer_name ?? <None />)
            ),
          },
          { label: t("field:grade"), value: <GradeTag grade={lead.grade} /> },
          {
            label: t("field:amount_minor"),
            value: <Money minor={lead.amount_minor} currency={lead.currency ?? me.currency} isShort />,
          },
          { label: t("field:review_on"), value: <Day day={lead.review_on} /> },
          { label: t("field:owner"), value: <Person person={lead.owner} /> },
          {
            label: t("verify.title"),
            value: lead.verification ? (
              <Tag hue={ADVICE_HUES[lead.verification.advice]}>
                {t(`value:lead_advice.${lead.verification.advice}`)}
              </Tag>
            ) : (
              <Tag hue="blue">{t("verify.pending")}</Tag>
            ),
          },
        ]}
      />
      <FourElements lead={lead} heading="h2" />
      <h2>{t("common:timeline.title")}</h2>
      <Timeline kind="lead" id={id} currency={lead.currency} />
    </div>
  );
}
