import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { currentLocale } from "@/i18n";
import { formatMoney, formatMoneyShort, formatNumber, formatShare } from "@/i18n/format";
import {
  type AgeingBar,
  ageingBars,
  ageingCurrencies,
  ageingTotals,
  BUCKET_HUES,
  bucketFilter,
} from "@/steps/cash/model";
import { ageingQuery } from "@/steps/cash/queries";
import { Chart, type ChartColours } from "@/ui/chart";
import { Money } from "@/ui/display";
import { basisPoints } from "@/ui/money";
import { Section } from "@/ui/record-page";
import { Empty, ErrorState, Skeleton } from "@/ui/states";
import type { InsightSearch } from "./page";
import styles from "./page.module.css";

/** Open money by age, and the way to the lines behind each bar. */
export default function AgeingTab({
  search,
  onSearch,
}: {
  search: InsightSearch;
  onSearch: (search: InsightSearch) => void;
}) {
  const { t } = useTranslation("insight");
  const me = useMe();
  const query = useQuery(ageingQuery);
  if (query.isPending) return <Skeleton lines={8} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const currencies = ageingCurrencies(query.data);
  const currency =
    search.currency ?? (currencies.includes(me.currency) ? me.currency : (currencies[0] ?? me.currency));
  return (
    <>
      {currencies.length > 1 ? (
        <div className={styles.tools}>
          <label>
            {t("field:currency")}
            <select
              value={currency}
              onChange={(event) => onSearch({ ...search, currency: event.target.value })}
            >
              {currencies.map((item) => (
                <option key={item}>{item}</option>
              ))}
            </select>
          </label>
        </div>
      ) : null}
      <Ageing bars={ageingBars(query.data, currency)} currency={currency} />
    </>
  );
}

function Ageing({ bars, currency }: { bars: AgeingBar[]; currency: string }) {
  const { t } = useTranslation("insight");
  const router = useRouter();
  const { today } = useMe();
  const locale = currentLocale();
  const totals = ageingTotals(bars);
  const listOf = (bar: AgeingBar) => ({ f: [bucketFilter(bar.bucket, today)] });
  const option = useCallback(
    (colours: ChartColours) => ageingOption(bars, currency, colours, t),
    [bars, currency, t],
  );
  if (totals.open_minor === 0) return <Empty title={t("ageing.empty")} text={t("ageing.empty_text")} />;
  const overdueShare = basisPoints(totals.overdue_minor, totals.open_minor);
  return (
    <>
      <dl className={styles.figures}>
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
        <div>
          <dt>{t("ageing.share")}</dt>
          <dd className="num">{formatShare(overdueShare, locale)}</dd>
        </div>
      </dl>
      <Section title={t("ageing.title")}>
        <Chart
          title={t("ageing.chart")}
          summary={t("ageing.summary", {
            open: formatMoneyShort(totals.open_minor, currency, locale),
            overdue: formatMoneyShort(totals.overdue_minor, currency, locale),
          })}
          option={option}
          height={260}
          table={{
            columns: [t("field:bucket"), t("ageing.lines"), t("ageing.open")],
            rows: bars.map((bar) => [
              t(`value:bucket.${bar.bucket}`),
              bar.count,
              formatMoneyShort(bar.open_minor, currency, locale),
            ]),
          }}
          onPick={({ index }) => {
            const bar = bars[index];
            if (bar) void router.navigate({ to: "/receivables", search: listOf(bar) });
          }}
        />
      </Section>
      <Section title={t("ageing.table")}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keys. */}
        <section className={styles.scroll} tabIndex={0} aria-label={t("ageing.table")}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t("field:bucket")}</th>
                <th scope="col">{t("ageing.lines")}</th>
                <th scope="col">{t("ageing.open")}</th>
                <th scope="col">{t("ageing.part")}</th>
              </tr>
            </thead>
            <tbody>
              {bars.map((bar) => (
                <tr key={bar.bucket}>
                  <th scope="row">
                    <Link to="/receivables" search={listOf(bar)}>
                      {t(`value:bucket.${bar.bucket}`)}
                    </Link>
                  </th>
                  <td>{formatNumber(bar.count, locale)}</td>
                  <td>
                    <Money minor={bar.open_minor} currency={currency} />
                  </td>
                  <td>{formatShare(basisPoints(bar.open_minor, totals.open_minor), locale)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </Section>
    </>
  );
}

function ageingOption(
  bars: AgeingBar[],
  currency: string,
  colours: ChartColours,
  t: (key: string) => string,
) {
  const locale = currentLocale();
  return {
    grid: { left: 8, right: 8, top: 28, bottom: 8, containLabel: true },
    tooltip: {
      trigger: "axis" as const,
      axisPointer: { type: "shadow" as const },
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.text, fontSize: 13 },
      valueFormatter: (value: unknown) => formatMoney(Number(value), currency, locale),
    },
    xAxis: {
      type: "category" as const,
      data: bars.map((bar) => t(`value:bucket.${bar.bucket}`)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.line } },
      axisLabel: { color: colours.text, fontSize: 12, interval: 0, hideOverlap: true },
    },
    yAxis: {
      type: "value" as const,
      splitLine: { lineStyle: { color: colours.line } },
      axisLabel: {
        color: colours.muted,
        formatter: (value: number) => formatMoneyShort(value, currency, locale),
      },
    },
    series: [
      {
        name: t("ageing.open"),
        type: "bar" as const,
        cursor: "pointer",
        barMaxWidth: 44,
        label: {
          show: true,
          position: "top" as const,
          color: colours.muted,
          formatter: ({ value }: { value?: unknown }) =>
            Number(value) === 0 ? "" : formatMoneyShort(Number(value), currency, locale),
        },
        data: bars.map((bar) => ({
          value: bar.open_minor,
          itemStyle: { color: colours.hues[BUCKET_HUES[bar.bucket]], borderRadius: [3, 3, 0, 0] },
        })),
      },
    ],
  };
}
