import { useReducer } from "react";
import type { ProductRow } from "@/api/types";
import { type DraftLine, isBlank, type LineColumn, type Pasted, pasteBlock, withBlankEnd } from "./model";

export type LineChange =
  | { do: "put"; key: string; change: Partial<DraftLine> }
  /** A pasted line keeps the price and the description that came with it. */
  | { do: "product"; key: string; row: ProductRow; currency: string; isPasted?: boolean }
  | { do: "remove"; key: string }
  | { do: "duplicate"; key: string; copy: DraftLine }
  | { do: "move"; key: string; by: -1 | 1 }
  | { do: "replace"; lines: DraftLine[] };

/** A product fills what it knows: its name where nothing is typed, its price in the quotation's currency. */
function withProduct(line: DraftLine, row: ProductRow, currency: string, isPasted: boolean): DraftLine {
  const isSameMoney = row.currency === currency;
  const price = isSameMoney ? row.list_price_minor : null;
  const cost = isSameMoney ? (row.unit_cost_minor ?? null) : null;
  const isNamed = line.description !== "" && line.description !== row.code && !line.product;
  return {
    ...line,
    product: { id: row.id, name: row.name },
    description: isNamed ? line.description : row.name,
    quantity_milli: line.quantity_milli ?? 1_000,
    list_price_minor: isPasted ? (line.list_price_minor ?? price) : (price ?? line.list_price_minor),
    unit_cost_minor: isPasted ? (line.unit_cost_minor ?? cost) : (cost ?? line.unit_cost_minor),
  };
}

function reduce(lines: DraftLine[], change: LineChange): DraftLine[] {
  if (change.do === "replace") return withBlankEnd(change.lines);
  const at = lines.findIndex((line) => line.key === change.key);
  const line = lines[at];
  if (!line) return lines;
  const others = lines.filter((item) => item.key !== change.key);
  switch (change.do) {
    case "put":
      return withBlankEnd(lines.with(at, { ...line, ...change.change }));
    case "product":
      return withBlankEnd(
        lines.with(at, withProduct(line, change.row, change.currency, change.isPasted ?? false)),
      );
    case "remove":
      return withBlankEnd(others);
    case "duplicate":
      return withBlankEnd(lines.toSpliced(at + 1, 0, change.copy));
    case "move": {
      const last = lines.filter((item) => !isBlank(item)).length - 1;
      const to = at + change.by;
      return to < 0 || to > last ? lines : others.toSpliced(to, 0, line);
    }
  }
}

/** The lines of a quotation while they are typed. */
export function useLines(initial: DraftLine[], currency: string) {
  const [lines, dispatch] = useReducer(reduce, initial, withBlankEnd);
  const paste = (
    at: { line: number; column: LineColumn },
    block: string[][],
    shown: readonly LineColumn[],
  ): Pasted => {
    const pasted = pasteBlock(lines, at, block, shown, currency);
    dispatch({ do: "replace", lines: pasted.lines });
    return pasted;
  };
  return { lines, dispatch, paste };
}
