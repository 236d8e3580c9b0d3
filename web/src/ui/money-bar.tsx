import { useTranslation } from "react-i18next";
import type { MoneyBar as MoneyBarValue } from "@/api/types";
import { Money } from "./display";
import styles from "./money-bar.module.css";

/** Planned, invoiced, received and overdue money of a contract, a customer or a person, one bar a currency. */
export function MoneyBar({ bar }: { bar: MoneyBarValue }) {
  const { t } = useTranslation();
  const whole = Math.max(bar.planned_minor, bar.received_minor + bar.remaining_minor, 1);
  const share = (minor: number) => `${Math.max(0, Math.min(100, (100 * minor) / whole))}%`;
  const invoicedOpen = Math.max(0, bar.invoiced_minor - bar.received_minor);
  const parts = [
    { key: "received", minor: bar.received_minor, label: t("money.received") },
    { key: "overdue", minor: bar.overdue_minor, label: t("money.overdue") },
    {
      key: "invoiced",
      minor: Math.max(0, invoicedOpen - bar.overdue_minor),
      label: t("money.invoiced_open"),
    },
  ];
  return (
    <div className={styles.money}>
      <div className={styles.bar} aria-hidden="true">
        {parts.map((part) => (
          <i key={part.key} data-part={part.key} style={{ width: share(part.minor) }} />
        ))}
      </div>
      <dl>
        <div>
          <dt>{t("money.planned")}</dt>
          <dd>
            <Money minor={bar.planned_minor} currency={bar.currency} isShort />
          </dd>
        </div>
        <div data-dot="invoiced">
          <dt>{t("money.invoiced")}</dt>
          <dd>
            <Money minor={bar.invoiced_minor} currency={bar.currency} isShort />
          </dd>
        </div>
        <div data-part="received" data-dot="received">
          <dt>{t("money.received")}</dt>
          <dd>
            <Money minor={bar.received_minor} currency={bar.currency} isShort />
          </dd>
        </div>
        <div data-dot="rest">
          <dt>{t("money.remaining")}</dt>
          <dd>
            <Money minor={bar.remaining_minor} currency={bar.currency} isShort />
          </dd>
        </div>
        <div data-part="overdue" data-dot="overdue" data-none={bar.overdue_minor === 0 || undefined}>
          <dt>{t("money.overdue")}</dt>
          <dd>
            <Money minor={bar.overdue_minor} currency={bar.currency} isShort />
          </dd>
        </div>
      </dl>
    </div>
  );
}
