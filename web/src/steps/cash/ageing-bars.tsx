import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import type { Bucket } from "@/api/types";
import { currentLocale } from "@/i18n";
import { formatMoneyShort, formatNumber } from "@/i18n/format";
import { Money } from "@/ui/display";
import { ErrorState, Skeleton } from "@/ui/states";
import styles from "./ageing-bars.module.css";
import { ageingBars, ageingCurrencies, ageingTotals, BUCKET_HUES } from "./model";
import { ageingQuery } from "./queries";

/** Open money by age, a bar a bucket; a press narrows the list to its bucket, another one widens it again. */
export function AgeingBars({
  picked,
  onPick,
}: {
  picked: Bucket | undefined;
  onPick: (bucket: Bucket) => void;
}) {
  const { t } = useTranslation("cash");
  const me = useMe();
  const query = useQuery(ageingQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  if (query.isPending) return <Skeleton lines={3} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const currencies = ageingCurrencies(query.data);
  const currency =
    chosen ?? (currencies.includes(me.currency) ? me.currency : (currencies[0] ?? me.currency));
  const bars = ageingBars(query.data, currency);
  const totals = ageingTotals(bars);
  const most = Math.max(1, ...bars.map((bar) => bar.open_minor));
  const locale = currentLocale();
  return (
    <section className={styles.ageing} aria-label={t("ageing.title")}>
      <div className={styles.totals}>
        <dl>
          <div>
            <dt>{t("ageing.open")}</dt>
            <dd>
              <Money minor={totals.open_minor} currency={currency} isShort />
            </dd>
          </div>
          <div data-late={totals.overdue_minor > 0 || undefined}>
            <dt>{t("ageing.overdue")}</dt>
            <dd>
              <Money minor={totals.overdue_minor} currency={currency} isShort />
            </dd>
          </div>
        </dl>
        {currencies.length > 1 ? (
          <select
            value={currency}
            aria-label={t("field:currency")}
            onChange={(event) => setChosen(event.target.value)}
          >
            {currencies.map((item) => (
              <option key={item}>{item}</option>
            ))}
          </select>
        ) : null}
      </div>
      <ul className={styles.bars}>
        {bars.map((bar) => (
          <li key={bar.bucket}>
            <button
              type="button"
              aria-pressed={picked === bar.bucket}
              data-hue={BUCKET_HUES[bar.bucket]}
              onClick={() => onPick(bar.bucket)}
            >
              <b className="num">
                {bar.open_minor === 0 ? "–" : formatMoneyShort(bar.open_minor, currency, locale)}
              </b>
              <span className={styles.column} aria-hidden="true">
                <i
                  style={{
                    height: `${Math.max(bar.open_minor > 0 ? 4 : 0, (100 * bar.open_minor) / most)}%`,
                  }}
                />
              </span>
              <span className={styles.name}>{t(`value:bucket.${bar.bucket}`)}</span>
              <small className="num">
                {t("ageing.count", { count: bar.count, shown: formatNumber(bar.count, locale) })}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
