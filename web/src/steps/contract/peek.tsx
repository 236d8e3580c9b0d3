import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Day, Money, Person, RecordRef, Tag } from "@/ui/display";
import { Facts } from "@/ui/record-page";
import { ErrorState, Skeleton } from "@/ui/states";
import { STAGE_HUES } from "./model";
import { ContractMoney } from "./money";
import styles from "./peek.module.css";
import { contractQuery } from "./queries";

/** A contract beside the list: how it stands and what is paid when. */
export function ContractPeek({ id }: { id: string }) {
  const { t } = useTranslation("contract");
  const query = useQuery(contractQuery(id));
  if (query.isPending) return <Skeleton lines={8} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const contract = query.data;
  return (
    <div className={styles.peek}>
      <p className={styles.top}>
        <Tag hue={STAGE_HUES[contract.stage]}>{t(`value:contract_stage.${contract.stage}`)}</Tag>
        <Link to="/contracts/$id" params={{ id }}>
          {t("peek.open")}
        </Link>
      </p>
      <ContractMoney contractId={contract.id} />
      <Facts
        items={[
          { label: t("field:customer"), value: <RecordRef kind="customer" of={contract.customer} /> },
          {
            label: t("field:amount_minor"),
            value: <Money minor={contract.amount_minor} currency={contract.currency} />,
          },
          { label: t("field:signed_on"), value: <Day day={contract.signed_on} /> },
          { label: t("field:owner"), value: <Person person={contract.owner} /> },
          { label: t("field:fr"), value: <Person person={contract.fr} /> },
        ]}
      />
      <h2>{t("plan.title")}</h2>
      <ul>
        {contract.plan.map((line) => (
          <li key={line.id}>
            <span>
              {line.label}
              <small>
                <Day day={line.due_on ?? line.forecast_on ?? line.planned_on} />
              </small>
            </span>
            <small>{t(`value:trigger.${line.trigger}`)}</small>
            <Money minor={line.amount_minor} currency={line.currency} />
          </li>
        ))}
      </ul>
    </div>
  );
}
