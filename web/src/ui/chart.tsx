import type { EChartsOption } from "echarts";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import styles from "./chart.module.css";
import { Skeleton } from "./states";

const ChartCanvas = lazy(() => import("./chart-canvas"));

/** The colours of the page's theme, for the chart's option. */
export interface ChartColours {
  text: string;
  muted: string;
  line: string;
  surface: string;
  accent: string;
  hues: {
    grey: string;
    blue: string;
    violet: string;
    amber: string;
    teal: string;
    green: string;
    red: string;
  };
}

interface ChartProps {
  title: string;
  /** One sentence that says what the chart shows. */
  summary: string;
  option: (colours: ChartColours) => EChartsOption;
  /** The same figures as a table, behind a button. */
  table: { columns: string[]; rows: ReactNode[][] };
  height?: number;
  /** A press on a bar or slice: index of the series and of the datum. */
  onPick?: (at: { series: number; index: number; name: string }) => void;
}

/** A chart that loads on its own, with its summary and its figures as a table. */
export function Chart({ title, summary, option, table, height = 280, onPick }: ChartProps) {
  const { t } = useTranslation();
  const [isTable, setTable] = useState(false);
  return (
    <figure className={styles.chart}>
      <figcaption>
        <b>{title}</b>
        <Button kind="quiet" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {isTable ? t("chart.as_chart") : t("chart.as_table")}
        </Button>
      </figcaption>
      <p className={styles.summary}>{summary}</p>
      {isTable ? (
        <div className={styles.scroll}>
          <table>
            <thead>
              <tr>
                {table.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row, line) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of figures have no name of their own.
                <tr key={line}>
                  {row.map((cell, place) =>
                    place === 0 ? (
                      <th key={table.columns[place]} scope="row">
                        {cell}
                      </th>
                    ) : (
                      <td key={table.columns[place]}>{cell}</td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <Suspense fallback={<Skeleton lines={6} />}>
          <ChartCanvas option={option} label={`${title}. ${summary}`} height={height} onPick={onPick} />
        </Suspense>
      )}
    </figure>
  );
}
