import type { Filter } from "@/api/client";
import type { AgeingView, Bucket, Day, InvoiceRow, InvoiceView, ReceiptInput } from "@/api/types";
import type { Hue } from "@/ui/display";
import { sum } from "@/ui/money";

export const BUCKETS: Bucket[] = ["not_due", "d1_30", "d31_60", "d61_90", "d91_180", "d181_365", "over_365"];
/** From quiet to alarming; the name of the bucket always stands beside it. */
export const BUCKET_HUES: Record<Bucket, Hue> = {
  not_due: "green",
  d1_30: "amber",
  d31_60: "amber",
  d61_90: "red",
  d91_180: "red",
  d181_365: "red",
  over_365: "red",
};
export const INVOICE_STATUSES: InvoiceView["status"][] = ["issued", "part_settled", "settled", "voided"];
export const INVOICE_HUES: Record<InvoiceView["status"], Hue> = {
  issued: "blue",
  part_settled: "teal",
  settled: "green",
  voided: "grey",
};
export const METHODS: ReceiptInput["method"][] = ["transfer", "acceptance_bill", "offset"];

/** What is still open of an invoice: nothing of a void one. */
export function openOf(row: Pick<InvoiceRow, "state" | "amount_minor" | "allocated_minor">): number {
  return row.state === "voided" ? 0 : row.amount_minor - row.allocated_minor;
}

/** Where an invoice stands, from its figures. */
export function invoiceStatus(
  row: Pick<InvoiceRow, "state" | "amount_minor" | "allocated_minor">,
): InvoiceView["status"] {
  if (row.state === "voided") return "voided";
  if (row.allocated_minor >= row.amount_minor) return "settled";
  return row.allocated_minor > 0 ? "part_settled" : "issued";
}

const DAY_MS = 86_400_000;
export const daysAgo = (today: Day, days: number): Day =>
  new Date(Date.parse(`${today}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
const AGES: Record<Bucket, { least: number | null; most: number | null }> = {
  not_due: { least: null, most: 0 },
  d1_30: { least: 1, most: 30 },
  d31_60: { least: 31, most: 60 },
  d61_90: { least: 61, most: 90 },
  d91_180: { least: 91, most: 180 },
  d181_365: { least: 181, most: 365 },
  over_365: { least: 366, most: null },
};

/** The due days of a bucket as a filter of the list. */
export function bucketFilter(bucket: Bucket, today: Day): Filter {
  const { least, most } = AGES[bucket];
  const from = most === null ? null : daysAgo(today, most);
  const to = least === null ? null : daysAgo(today, least);
  if (from === null) return { field: "due_on", op: "lte", value: to };
  return to === null
    ? { field: "due_on", op: "gte", value: from }
    : { field: "due_on", op: "between", value: [from, to] };
}

/** The bucket that the filters of a list stand for, when they stand for one. */
export function bucketOf(filters: Filter[], today: Day): Bucket | undefined {
  const due = JSON.stringify(filters.find((filter) => filter.field === "due_on"));
  return BUCKETS.find((bucket) => JSON.stringify(bucketFilter(bucket, today)) === due);
}

export interface AgeingBar {
  bucket: Bucket;
  count: number;
  open_minor: number;
}

/** The currencies with open money, the largest first. */
export function ageingCurrencies(view: AgeingView): string[] {
  const totals = new Map<string, number>();
  for (const { sums } of view.buckets)
    for (const { currency, open_minor } of sums)
      totals.set(currency, (totals.get(currency) ?? 0) + open_minor);
  return [...totals].sort((a, b) => b[1] - a[1]).map(([currency]) => currency);
}

/** One bar a bucket in a currency, empty ones too, so that the axis never jumps. */
export function ageingBars(view: AgeingView, currency: string): AgeingBar[] {
  return BUCKETS.map((bucket) => {
    const found = view.buckets.find((item) => item.bucket === bucket);
    return {
      bucket,
      count: found?.count ?? 0,
      open_minor: found?.sums.find((item) => item.currency === currency)?.open_minor ?? 0,
    };
  });
}

export function ageingTotals(bars: AgeingBar[]): { open_minor: number; overdue_minor: number } {
  return {
    open_minor: sum(bars.map((bar) => bar.open_minor)),
    overdue_minor: sum(bars.filter((bar) => bar.bucket !== "not_due").map((bar) => bar.open_minor)),
  };
}

/** What each invoice takes of a receipt; null while nothing readable is typed. */
export type Allocation = Record<string, number | null>;

/** An invoice that can still be paid. */
export interface OpenInvoice {
  id: string;
  due_on: Day;
  open_minor: number;
}

/** The oldest debt first, as far as the money goes. */
export function suggestAllocation(invoices: OpenInvoice[], open: number) {
  const oldest = [...invoices].sort((a, b) => (a.due_on < b.due_on ? -1 : a.due_on > b.due_on ? 1 : 0));
  const allocation: Allocation = {};
  let left = open;
  for (const invoice of oldest) {
    const part = Math.min(left, invoice.open_minor);
    if (part > 0) allocation[invoice.id] = part;
    left -= part;
  }
  return allocation;
}

export interface AllocationState {
  allocated: number;
  /** What stays of the receipt; negative when too much is given away. */
  left: number;
  /** The invoices that would get more than they are open for. */
  over: string[];
  canSave: boolean;
}

export function allocationState(
  allocation: Allocation,
  invoices: Omit<OpenInvoice, "due_on">[],
  open: number,
): AllocationState {
  const allocated = sum(Object.values(allocation).map((part) => part ?? 0));
  const over = invoices
    .filter((invoice) => (allocation[invoice.id] ?? 0) > invoice.open_minor)
    .map((invoice) => invoice.id);
  const isNegative = Object.values(allocation).some((part) => part !== null && part < 0);
  return {
    allocated,
    left: open - allocated,
    over,
    canSave: allocated > 0 && allocated <= open && over.length === 0 && !isNegative,
  };
}

export function toLines(allocation: Allocation): { invoice_id: string; amount_minor: number }[] {
  return Object.entries(allocation).flatMap(([invoice_id, part]) =>
    part ? [{ invoice_id, amount_minor: part }] : [],
  );
}
