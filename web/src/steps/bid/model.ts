import type {
  FieldError,
  Id,
  QuotationInput,
  QuotationLine,
  QuotationLineInput,
  QuotationRow,
  QuotationStatus,
  QuotationView,
  Ref,
} from "@/api/types";
import type { Hue } from "@/ui/display";
import { type FigureKind, parseFigure } from "@/ui/figure-input";
import { basisPoints, shareOf, sum, timesMilli } from "@/ui/money";

export const STATUSES: QuotationStatus[] = [
  "draft",
  "submitted",
  "authorised",
  "superseded",
  "withdrawn",
  "expired",
];
export const STATUS_HUES: Record<QuotationStatus, Hue> = {
  draft: "grey",
  submitted: "blue",
  authorised: "green",
  superseded: "grey",
  withdrawn: "grey",
  expired: "amber",
};

/** A line while it is typed: figures may still be missing. */
export interface DraftLine {
  /** Names the row on the page only. */
  key: string;
  /** Of a line that is stored already. */
  id: Id | null;
  product: Ref | null;
  description: string;
  quantity_milli: number | null;
  unit: string;
  list_price_minor: number | null;
  discount_bp: number | null;
  unit_cost_minor: number | null;
}

/** The columns that can be typed into, in their order on the page and in a pasted block. */
export const COLUMNS = [
  "product",
  "description",
  "quantity_milli",
  "unit",
  "list_price_minor",
  "discount_bp",
  "unit_cost_minor",
] as const;
export type LineColumn = (typeof COLUMNS)[number];
export const KINDS: Partial<Record<LineColumn, FigureKind>> = {
  quantity_milli: "quantity",
  list_price_minor: "money",
  discount_bp: "share",
  unit_cost_minor: "money",
};

let lastKey = 0;
export function blankLine(): DraftLine {
  lastKey += 1;
  return {
    key: `line-${lastKey}`,
    id: null,
    product: null,
    description: "",
    quantity_milli: null,
    unit: "",
    list_price_minor: null,
    discount_bp: null,
    unit_cost_minor: null,
  };
}

export function isBlank(line: DraftLine): boolean {
  return (
    !line.product &&
    !line.description.trim() &&
    !line.unit.trim() &&
    line.quantity_milli === null &&
    line.list_price_minor === null &&
    line.discount_bp === null &&
    line.unit_cost_minor === null
  );
}

/** The lines with exactly one blank line at the end, ready for the next entry. */
export function withBlankEnd(lines: DraftLine[]): DraftLine[] {
  const used = [...lines];
  while (used.length > 1 && isBlank(used.at(-1) as DraftLine) && isBlank(used.at(-2) as DraftLine))
    used.pop();
  const last = used.at(-1);
  return last && isBlank(last) ? used : [...used, blankLine()];
}

export function toDraft(line: QuotationLine): DraftLine {
  return {
    ...blankLine(),
    id: line.id,
    product: line.product ?? null,
    description: line.description,
    quantity_milli: line.quantity_milli,
    unit: line.unit ?? "",
    list_price_minor: line.list_price_minor,
    discount_bp: line.discount_bp,
    unit_cost_minor: line.unit_cost_minor ?? null,
  };
}

/** What the server will make of a line: net price, amount, and the same at list price and at cost. */
export function lineFigures(line: DraftLine) {
  const { quantity_milli: quantity, list_price_minor: list, unit_cost_minor: cost } = line;
  if (quantity === null || list === null) return null;
  const net = shareOf(list, 10_000 - (line.discount_bp ?? 0));
  return {
    net_price_minor: net,
    amount_minor: timesMilli(net, quantity),
    list_minor: timesMilli(list, quantity),
    cost_minor: cost === null ? null : timesMilli(cost, quantity),
  };
}

export interface Totals {
  list_total_minor: number;
  discount_minor: number;
  total_minor: number;
  cost_total_minor: number | null;
  margin_minor: number | null;
  margin_bp: number | null;
}

/** The totals while typing; cost and margin only when every line has its cost. */
export function totalsOf(lines: DraftLine[]): Totals {
  const figures = lines.map(lineFigures).filter((figure) => figure !== null);
  const list = sum(figures.map((figure) => figure.list_minor));
  const total = sum(figures.map((figure) => figure.amount_minor));
  const costs = figures.map((figure) => figure.cost_minor).filter((cost) => cost !== null);
  const cost = figures.length > 0 && costs.length === figures.length ? sum(costs) : null;
  return {
    list_total_minor: list,
    discount_minor: list - total,
    total_minor: total,
    cost_total_minor: cost,
    margin_minor: cost === null ? null : total - cost,
    margin_bp: cost === null ? null : basisPoints(total - cost, total),
  };
}

/** The totals of a quotation as the server answers them; cost only for those who may see it. */
export function totalsOfView(view: QuotationView): Totals {
  return {
    list_total_minor: view.list_total_minor,
    discount_minor: view.discount_minor,
    total_minor: view.total_minor,
    cost_total_minor: view.cost_total_minor ?? null,
    margin_minor: view.margin_minor ?? null,
    margin_bp: view.margin_bp ?? null,
  };
}

/** A block copied from a spreadsheet: rows of cells; a quoted cell may hold tabs, breaks and doubled quotes. */
export function parseBlock(text: string): string[][] {
  const rows: string[][] = [[]];
  const cells = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/y;
  const source = text.replace(/(\r\n|\r|\n)$/, "");
  while (cells.lastIndex <= source.length) {
    const match = cells.exec(source);
    if (!match) break;
    rows.at(-1)?.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? "").trim());
    if (match[3] === "") break;
    if (match[3] !== "\t") rows.push([]);
  }
  return rows;
}

export interface Pasted {
  lines: DraftLine[];
  /** Cells that hold no figure of their column; they were left as they are. */
  unread: number;
  /** Lines that received a product's code or name to look up, by key. */
  named: { key: string; text: string }[];
}

/** Puts a block into the lines from one cell on; lines are added as needed. */
export function pasteBlock(
  lines: DraftLine[],
  at: { line: number; column: LineColumn },
  block: string[][],
  shown: readonly LineColumn[],
  currency: string,
): Pasted {
  const next = [...lines];
  const first = shown.indexOf(at.column);
  const result: Pasted = { lines: next, unread: 0, named: [] };
  block.forEach((cells, down) => {
    const index = at.line + down;
    const line = { ...(next[index] ?? blankLine()) };
    cells.forEach((text, across) => {
      const column = shown[first + across];
      if (!column) return;
      if (!putCell(line, column, text, currency)) result.unread += 1;
      if (column === "product" && text) result.named.push({ key: line.key, text });
    });
    next[index] = line;
  });
  result.lines = withBlankEnd(next);
  return result;
}

function putCell(line: DraftLine, column: LineColumn, text: string, currency: string): boolean {
  if (column === "product") {
    line.product = null;
    if (text && !line.description) line.description = text;
    return true;
  }
  if (column === "description" || column === "unit") {
    line[column] = text;
    return true;
  }
  if (!text) return true;
  const value = parseFigure(text, KINDS[column] ?? "money", currency);
  if (value === null) return false;
  line[column] = value;
  return true;
}

export interface LineFault {
  /** The row on the page. */
  line: number;
  column: LineColumn;
  code: string;
}

/** What is missing before the server is asked. */
export function faultsOf(lines: DraftLine[]): LineFault[] {
  return lines.flatMap((line, index) => {
    if (isBlank(line)) return [];
    const missing: LineColumn[] = [];
    if (!line.description.trim()) missing.push("description");
    if (line.quantity_milli === null) missing.push("quantity_milli");
    if (line.list_price_minor === null) missing.push("list_price_minor");
    return missing.map((column) => ({ line: index, column, code: "required" }));
  });
}

/** The server's complaints about lines, found again on the page; blank lines were not sent. */
export function serverFaults(errors: FieldError[], lines: DraftLine[]): LineFault[] {
  const sent = lines.map((line, index) => ({ line, index })).filter(({ line }) => !isBlank(line));
  return errors.flatMap((error) => {
    const match = /^\/lines\/(\d+)\/(\w+)$/.exec(error.pointer);
    const at = sent[Number(match?.[1] ?? -1)];
    const name = match?.[2] === "product_id" ? "product" : match?.[2];
    const column = COLUMNS.find((item) => item === name);
    return at && column ? [{ line: at.index, column, code: error.code }] : [];
  });
}

export interface QuotationTerms {
  valid_until: string;
  payment_terms: string;
  delivery_terms: string;
  note: string;
}

export function termsOf(view: QuotationView | undefined): QuotationTerms {
  return {
    valid_until: view?.valid_until ?? "",
    payment_terms: view?.payment_terms ?? "",
    delivery_terms: view?.delivery_terms ?? "",
    note: view?.note ?? "",
  };
}

/** What is sent: blank lines left out, an emptied text as null; cost only by those who may see it. */
export function toInput(terms: QuotationTerms, lines: DraftLine[], canSeeCost: boolean): QuotationInput {
  return {
    valid_until: terms.valid_until || null,
    payment_terms: terms.payment_terms.trim() || null,
    delivery_terms: terms.delivery_terms.trim() || null,
    note: terms.note.trim() || null,
    lines: lines
      .filter((line) => !isBlank(line))
      .map(
        (line): QuotationLineInput => ({
          ...(line.id ? { id: line.id } : {}),
          ...(line.product ? { product_id: line.product.id } : {}),
          description: line.description.trim(),
          quantity_milli: line.quantity_milli ?? 0,
          ...(line.unit.trim() ? { unit: line.unit.trim() } : {}),
          list_price_minor: line.list_price_minor ?? 0,
          discount_bp: line.discount_bp ?? 0,
          // Unsaid, the server keeps a stored cost and takes the product's for a new line.
          ...(canSeeCost && (line.id || line.unit_cost_minor !== null)
            ? { unit_cost_minor: line.unit_cost_minor }
            : {}),
        }),
      ),
  };
}

/** The revisions of one quotation among the quotations of its opportunity, newest first. */
export function revisionsOf(rows: QuotationRow[], number: string): QuotationRow[] {
  return rows.filter((row) => row.number === number).sort((a, b) => b.revision - a.revision);
}
