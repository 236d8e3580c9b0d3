import type { FunnelView, Stage } from "@/api/types";
import { basisPoints, sum } from "@/ui/money";

export interface FunnelRow {
  stage: Stage;
  code: string;
  title: { zh: string; en: string };
  count: number;
  amount_minor: number;
  weighted_minor: number;
}

/** The currencies of the funnel, the one with the most money first. */
export function funnelCurrencies(view: FunnelView): string[] {
  const totals = new Map<string, number>();
  for (const { sums } of view.stages)
    for (const { currency, amount_minor } of sums)
      totals.set(currency, (totals.get(currency) ?? 0) + amount_minor);
  return [...totals].sort((a, b) => b[1] - a[1]).map(([currency]) => currency);
}

/** One row a stage in one currency; the count is of all opportunities, whatever their currency. */
export function funnelRows(view: FunnelView, currency: string): FunnelRow[] {
  return view.stages.map(({ stage, code, title, count, sums }) => {
    const found = sums.find((item) => item.currency === currency);
    return {
      stage,
      code,
      title,
      count,
      amount_minor: found?.amount_minor ?? 0,
      weighted_minor: found?.weighted_minor ?? 0,
    };
  });
}

export interface FunnelTotals {
  count: number;
  amount_minor: number;
  weighted_minor: number;
  /** Weighted by amount. */
  weight_bp: number;
}

export function funnelTotals(rows: FunnelRow[]): FunnelTotals {
  const amount = sum(rows.map((row) => row.amount_minor));
  const weighted = sum(rows.map((row) => row.weighted_minor));
  return {
    count: sum(rows.map((row) => row.count)),
    amount_minor: amount,
    weighted_minor: weighted,
    weight_bp: basisPoints(weighted, amount),
  };
}
