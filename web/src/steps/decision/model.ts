import type { CriterionState, Day, DecisionRow } from "@/api/types";

const DAY = 86_400_000;

/** Calendar days from one day to another; negative when it lies behind. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

export const URGENCIES = ["overdue", "today", "week", "later"] as const;
export type Urgency = (typeof URGENCIES)[number];

export function urgencyOf(dueOn: Day, today: Day): Urgency {
  const days = daysBetween(today, dueOn);
  if (days < 0) return "overdue";
  if (days === 0) return "today";
  return days <= 7 ? "week" : "later";
}

/** Rows under their urgency, the most urgent first; empty groups are left out. */
export function byUrgency(rows: DecisionRow[], today: Day): { urgency: Urgency; rows: DecisionRow[] }[] {
  return URGENCIES.map((urgency) => ({
    urgency,
    rows: rows
      .filter((row) => urgencyOf(row.due_on, today) === urgency)
      .sort((a, b) => a.due_on.localeCompare(b.due_on)),
  })).filter((group) => group.rows.length > 0);
}

export interface Compared {
  criterion: CriterionState;
  /** As it was when the request was made; null when the criterion came later. */
  was: boolean | null;
  /** As it is now; null when the criterion is gone. */
  is: boolean | null;
}

/** The frozen checklist against the live one, changes first. */
export function compare(checklist: CriterionState[], live: CriterionState[]): Compared[] {
  const rows = checklist.map((criterion): Compared => {
    const found = live.find((item) => item.key === criterion.key);
    return { criterion, was: criterion.met, is: found ? found.met : null };
  });
  const added = live
    .filter((item) => !checklist.some((criterion) => criterion.key === item.key))
    .map((criterion): Compared => ({ criterion, was: null, is: criterion.met }));
  const all = [...rows, ...added];
  return [...all.filter(isChanged), ...all.filter((row) => !isChanged(row))];
}

export const isChanged = (row: Compared) => row.was !== row.is;

export interface Fact {
  field: string;
  value: unknown;
}
export interface Table {
  field: string;
  columns: string[];
  rows: Record<string, unknown>[];
}
/** A part of the frozen material: its figures and words, its tables, its parts. */
export interface Part {
  key: string;
  currency: string | undefined;
  facts: Fact[];
  tables: Table[];
  parts: Part[];
}

type Values = Record<string, unknown>;
const isValues = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isRef = (value: Values) => typeof value.name === "string" && Object.keys(value).length <= 3;
const isEmpty = (value: unknown) =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What only the machine needs. */
function isTechnical(field: string, value: unknown): boolean {
  return (
    ["id", "version", "currency", "unit_path", "process_key", "process_version"].includes(field) ||
    field.endsWith("_json") ||
    (typeof value === "string" && UUID.test(value))
  );
}

// The columns that a person looks for first, in the order in which they are read.
const COLUMNS = [
  "position",
  "user",
  "role",
  "label",
  "product",
  "description",
  "quantity_milli",
  "unit",
  "list_price_minor",
  "discount_bp",
  "net_price_minor",
  "unit_cost_minor",
  "trigger",
  "payment_days",
  "planned_on",
  "amount_minor",
];

function tableOf(field: string, rows: Values[]): Table {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) =>
    rows.some((row) => !isEmpty(row[name]) && !isTechnical(name, row[name])),
  );
  const rank = (name: string) => (COLUMNS.includes(name) ? COLUMNS.indexOf(name) : COLUMNS.length);
  return { field, columns: names.sort((a, b) => rank(a) - rank(b)), rows };
}

function partOf(key: string, values: Values, outer: string | undefined): Part {
  const currency = typeof values.currency === "string" ? values.currency : outer;
  const part: Part = { key, currency, facts: [], tables: [], parts: [] };
  for (const [field, value] of Object.entries(values)) {
    if (isEmpty(value) || isTechnical(field, value)) continue;
    if (Array.isArray(value) && value.every(isValues)) part.tables.push(tableOf(field, value));
    else if (isValues(value) && !isRef(value)) part.parts.push(partOf(field, value, currency));
    else part.facts.push({ field, value });
  }
  return part;
}

/** The frozen material as parts to read; the bare facts of the gate come last. */
export function materialOf(snapshot: unknown): Part[] {
  if (!isValues(snapshot)) return [];
  const whole = partOf("record", snapshot, undefined);
  const facts = whole.parts.filter((part) => part.key === "facts");
  const others = whole.parts.filter((part) => part.key !== "facts");
  const own = whole.facts.length > 0 ? [{ ...whole, tables: [], parts: [] }] : [];
  const lists = whole.tables.map(
    (table): Part => ({ key: table.field, currency: whole.currency, facts: [], tables: [table], parts: [] }),
  );
  return [...own, ...others, ...lists, ...facts];
}
