import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Day, Money, Quantity, RecordRef, Tag } from "@/ui/display";
import { Facts } from "@/ui/record-page";
import { ErrorState, Skeleton } from "@/ui/states";
import { STATUS_HUES } from "./model";
import styles from "./peek.module.css";
import { quotationQuery } from "./queries";

/** A quotation beside the list. */
export function QuotationPeek({ id }: { id: string }) {
  const { t } = useTranslation("bid");
  const query = useQuery(quotationQuery(id));
  if (query.isPending) return <Skeleton lines={8} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const quotation = query.data;
  return (
    <div className={styles.peek}>
      <p className={styles.top}>
        <Tag hue={STATUS_HUES[quotation.status]}>{t(`value:quotation_status.${quotation.status}`)}</Tag>
        <Link to="/quotations/$id" params={{ id }}>
          {t("peek.open")}
        </Link>
      </p>
      <Facts
        items={[
          {
            label: t("field:opportunity"),
            value: <RecordRef kind="opportunity" of={quotation.opportunity} />,
          },
          {
            label: t("totals.total"),
            value: <Money minor={quotation.total_minor} currency={quotation.currency} />,
          },
          { label: t("field:valid_until"), value: <Day day={quotation.valid_until} /> },
        ]}
      />
      <h2>{t("line.title")}</h2>
      <ul>
        {quotation.lines.map((line) => (
          <li key={line.id}>
            <span>{line.description}</span>
            <Quantity milli={line.quantity_milli} unit={line.unit} />
            <Money minor={line.amount_minor} currency={quotation.currency} />
          </li>
        ))}
      </ul>
    </div>
  );
}
