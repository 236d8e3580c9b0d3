import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { currentLocale, pick } from "@/i18n";
import { formatMoney, formatMoneyShort, formatNumber, formatShare } from "@/i18n/format";
import { unitsQuery } from "@/steps/people/queries";
import { Chart, type ChartColours } from "@/ui/chart";
import { Money } from "@/ui/display";
import { Section } from "@/ui/record-page";
import { Empty, ErrorState, Skeleton } from "@/ui/states";
import { usePhone } from "@/ui/use-phone";
import { type FunnelRow, funnelCurrencies, funnelRows, funnelTotals } from "./model";
import type { InsightSearch } from "./page";
import styles from "./page.module.css";
import { funnelQuery } from "./queries";

/** The list of a stage, which a press on the chart or a link of the table opens. */
const listOf = (row: FunnelRow) => ({
  as: "table" as const,
  f: [{ field: "stage", op: "in" as const, value: [row.stage] }],
});

/** The open opportunities by stage: how many, how much, how much of it weighted. */
export function FunnelTab({
  search,
  onSearch,
}: {
  search: InsightSearch;
  onSearch: (search: InsightSearch) => void;
}) {
  const { t } = useTranslation("insight");
  const me = useMe();
  const query = useQuery(funnelQuery(search.unit));
  const { data: units } = useQuery(unitsQuery);
  const currencies = query.data ? funnelCurrencies(query.data) : [];
  const currency =
    search.currency ?? (currencies.includes(me.currency) ? me.currency : (currencies[0] ?? me.currency));
  return (
    <>
      <div className={styles.tools}>
        <label>
          {t("unit")}
          <select
            value={search.unit ?? ""}
            onChange={(event) => onSearch({ ...search, unit: event.target.value || undefined })}
          >
            <option value="">{t("unit_all")}</option>
            {(units?.items ?? []).map((unit) => (
              <option key={unit.id} value={unit.id}>
                {"\u2003".repeat(unit.depth) + unit.name}
              </option>
            ))}
          </select>
        </label>
        {currencies.length > 1 ? (
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
        ) : null}
      </div>
      {query.isPending ? <Skeleton lines={8} /> : null}
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data ? <Funnel rows={funnelRows(query.data, currency)} currency={currency} /> : null}
    </>
  );
}

function Funnel({ rows, currency }: { rows: FunnelRow[]; currency: string }) {
  const { t } = useTranslation("insight");
  const router = useRouter();
  const locale = currentLocale();
  const isPhone = usePhone();
  const totals = funnelTotals(rows);
  const short = (minor: number) => formatMoneyShort(minor, currency, locale);
  const option = useCallback(
    (colours: ChartColours) => funnelOption(rows, currency, colours, isPhone, t),
    [rows, currency, isPhone, t],
  );
  if (totals.count === 0) return <Empty title={t("funnel.empty")} text={t("funnel.empty_text")} />;
  return (
    <>
      <dl className={styles.figures}>
        <div>
          <dt>{t("count")}</dt>
          <dd className="num">{formatNumber(totals.count, locale)}</dd>
        </div>
        <div>
          <dt>{t("amount")}</dt>
          <dd>
            <Money minor={totals.amount_minor} currency={currency} isShort />
          </dd>
        </div>
        <div>
          <dt>{t("weighted")}</dt>
          <dd>
            <Money minor={totals.weighted_minor} currency={currency} isShort />
          </dd>
        </div>
        <div>
          <dt>{t("weight")}</dt>
          <dd className="num">{formatShare(totals.weight_bp, locale)}</dd>
        </div>
      </dl>
      <Section title={t("funnel.title")}>
        <Chart
          title={t("funnel.chart")}
          summary={t("funnel.summary", {
            count: totals.count,
            amount: short(totals.amount_minor),
            weighted: short(totals.weighted_minor),
          })}
          option={option}
          height={(isPhone ? 60 : 44) * rows.length + 44}
          table={{
            columns: [t("stage"), t("count"), t("amount"), t("weighted")],
            rows: rows.map((row) => [
              pick(row.title),
              row.count,
              short(row.amount_minor),
              short(row.weighted_minor),
            ]),
          }}
          onPick={({ index }) => {
            const row = rows[index];
            if (row) void router.navigate({ to: "/opportunities", search: listOf(row) });
          }}
        />
      </Section>
      <Section title={t("funnel.table")}>
        <FunnelTable rows={rows} currency={currency} />
      </Section>
    </>
  );
}

function FunnelTable({ rows, currency }: { rows: FunnelRow[]; currency: string }) {
  const { t } = useTranslation("insight");
  const locale = currentLocale();
  const totals = funnelTotals(rows);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keys.
    <section className={styles.scroll} tabIndex={0} aria-label={t("funnel.table")}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("stage")}</th>
            <th scope="col">{t("count")}</th>
            <th scope="col">{t("amount")}</th>
            <th scope="col">{t("weighted")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.stage}>
              <th scope="row">
                <Link to="/opportunities" search={listOf(row)}>
                  {pick(row.title)}
                </Link>{" "}
                <small>{row.code}</small>
              </th>
              <td>{formatNumber(row.count, locale)}</td>
              <td>
                <Money minor={row.amount_minor} currency={currency} />
              </td>
              <td>
                <Money minor={row.weighted_minor} currency={currency} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("total")}</th>
            <td>{formatNumber(totals.count, locale)}</td>
            <td>
              <Money minor={totals.amount_minor} currency={currency} />
            </td>
            <td>
              <Money minor={totals.weighted_minor} currency={currency} />
            </td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function funnelOption(
  rows: FunnelRow[],
  currency: string,
  colours: ChartColours,
  isPhone: boolean,
  t: (key: string, params?: Record<string, unknown>) => string,
) {
  const locale = currentLocale();
  // The same hue for a stage on board, path and chart.
  const hues = [colours.hues.grey, colours.hues.blue, colours.hues.violet, colours.hues.amber];
  const of = (value: unknown) => formatMoney(Number(value), currency, locale);
  return {
    grid: { left: 8, right: 48, top: 8, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis" as const,
      axisPointer: { type: "shadow" as const },
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.text, fontSize: 13 },
      valueFormatter: of,
    },
    xAxis: {
      type: "value" as const,
      splitNumber: isPhone ? 2 : 5,
      splitLine: { lineStyle: { color: colours.line } },
      axisLabel: {
        color: colours.muted,
        hideOverlap: true,
        formatter: (value: number) => formatMoneyShort(value, currency, locale),
      },
    },
    yAxis: {
      type: "category" as const,
      inverse: true,
      data: rows.map((row) => pick(row.title)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.line } },
      // On a phone the names stand above their bars, which would have no room beside them.
      axisLabel: isPhone
        ? {
            color: colours.text,
            fontSize: 13,
            inside: true,
            verticalAlign: "bottom" as const,
            padding: [0, 0, 14, 0],
          }
        : { color: colours.text, fontSize: 13 },
      z: 3,
    },
    series: [
      {
        name: t("weighted"),
        type: "bar" as const,
        stack: "amount",
        cursor: "pointer",
        barMaxWidth: 24,
        color: colours.accent,
        data: rows.map((row, index) => ({
          value: row.weighted_minor,
          itemStyle: { color: hues[index % hues.length] },
        })),
      },
      {
        name: t("rest"),
        type: "bar" as const,
        stack: "amount",
        cursor: "pointer",
        barMaxWidth: 24,
        color: colours.line,
        label: {
          show: true,
          position: "right" as const,
          color: colours.muted,
          formatter: ({ dataIndex }: { dataIndex: number }) =>
            t("funnel.label", { count: rows[dataIndex]?.count ?? 0 }),
        },
        data: rows.map((row) => row.amount_minor - row.weighted_minor),
      },
    ],
  };
}
