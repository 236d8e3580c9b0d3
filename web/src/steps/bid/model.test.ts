import { describe, expect, it } from "vitest";
import type { QuotationRow } from "@/api/types";
import {
  blankLine,
  COLUMNS,
  type DraftLine,
  faultsOf,
  isBlank,
  lineFigures,
  parseBlock,
  pasteBlock,
  revisionsOf,
  serverFaults,
  toInput,
  totalsOf,
  withBlankEnd,
} from "./model";

const line = (values: Partial<DraftLine>): DraftLine => ({ ...blankLine(), ...values });
const switchgear = line({
  description: "Switchgear",
  quantity_milli: 2_500,
  list_price_minor: 100_01,
  discount_bp: 1_250,
  unit_cost_minor: 60_00,
});

describe("lines of a quotation", () => {
  it("take the discount off the list price before the quantity multiplies it", () => {
    expect(lineFigures(switchgear)).toEqual({
      net_price_minor: 87_51,
      amount_minor: 218_78,
      list_minor: 250_03,
      cost_minor: 150_00,
    });
    expect(lineFigures(line({ quantity_milli: 1_000 }))).toBeNull();
  });

  it("total up, with the margin only when every cost is known", () => {
    expect(totalsOf([switchgear, blankLine()])).toEqual({
      list_total_minor: 250_03,
      discount_minor: 31_25,
      total_minor: 218_78,
      cost_total_minor: 150_00,
      margin_minor: 68_78,
      margin_bp: 3_144,
    });
    const partly = totalsOf([switchgear, { ...switchgear, unit_cost_minor: null }]);
    expect(partly.total_minor).toBe(437_56);
    expect(partly.margin_minor).toBeNull();
    expect(totalsOf([]).margin_bp).toBeNull();
  });

  it("always end with one blank line", () => {
    expect(withBlankEnd([])).toHaveLength(1);
    expect(withBlankEnd([switchgear])).toHaveLength(2);
    expect(withBlankEnd([switchgear, blankLine(), blankLine(), blankLine()])).toHaveLength(2);
    expect(isBlank(withBlankEnd([switchgear]).at(-1) as DraftLine)).toBe(true);
  });
});

describe("a pasted block", () => {
  it("is read as a spreadsheet writes it", () => {
    expect(parseBlock("a\tb\r\nc\t\r\n")).toEqual([
      ["a", "b"],
      ["c", ""],
    ]);
    expect(parseBlock('"two\nlines"\t"say ""hi"""')).toEqual([["two\nlines", 'say "hi"']]);
    expect(parseBlock("alone")).toEqual([["alone"]]);
    expect(parseBlock('12" pipe\t3')).toEqual([['12" pipe', "3"]]);
  });

  it("fills cells to the right and downwards and adds lines", () => {
    const pasted = pasteBlock(
      [switchgear, blankLine()],
      { line: 1, column: "description" },
      [
        ["Cable", "1,200.5", "m", "¥35.20", "5%"],
        ["Relay", "x", "", "1万"],
      ],
      COLUMNS,
      "CNY",
    );
    expect(pasted.lines).toHaveLength(4);
    expect(pasted.lines?.[0]).toBe(switchgear);
    expect(pasted.lines[1]).toMatchObject({
      description: "Cable",
      quantity_milli: 1_200_500,
      unit: "m",
      list_price_minor: 35_20,
      discount_bp: 500,
    });
    expect(pasted.lines[2]).toMatchObject({ description: "Relay", list_price_minor: 10_000_00 });
    expect(pasted.lines[2]?.quantity_milli).toBeNull();
    expect(pasted.unread).toBe(1);
  });

  it("leaves products to be looked up and ignores cells beyond the last column", () => {
    const pasted = pasteBlock(
      [blankLine()],
      { line: 0, column: "product" },
      [["TR-100", "", "2", "", "", "", "", "too far"]],
      COLUMNS,
      "CNY",
    );
    expect(pasted.named.map((item) => item.text)).toEqual(["TR-100"]);
    expect(pasted.lines?.[0]).toMatchObject({ product: null, quantity_milli: 2_000 });
  });
});

describe("sending a quotation", () => {
  const terms = { valid_until: "", payment_terms: " 30 days ", delivery_terms: "", note: "" };

  it("leaves blank lines out and cost to those who see it", () => {
    const input = toInput(terms, [blankLine(), switchgear], false);
    expect(input).toMatchObject({ valid_until: null, payment_terms: "30 days" });
    expect(input.lines).toEqual([
      { description: "Switchgear", quantity_milli: 2_500, list_price_minor: 100_01, discount_bp: 1_250 },
    ]);
    expect(toInput(terms, [switchgear], true).lines?.[0]?.unit_cost_minor).toBe(60_00);
    const unknown = { ...switchgear, unit_cost_minor: null };
    expect(toInput(terms, [unknown], true).lines?.[0]).not.toHaveProperty("unit_cost_minor");
    expect(toInput(terms, [{ ...unknown, id: "l" }], true).lines?.[0]).toMatchObject({
      id: "l",
      unit_cost_minor: null,
    });
  });

  it("finds what is missing and where the server complains", () => {
    expect(faultsOf([blankLine(), line({ description: "A", quantity_milli: 1 })])).toEqual([
      { line: 1, column: "list_price_minor", code: "required" },
    ]);
    const faults = serverFaults(
      [
        { pointer: "/lines/0/discount_bp", code: "out_of_range" },
        { pointer: "/lines/0/product_id", code: "unknown_reference" },
        { pointer: "/valid_until", code: "bad_day" },
      ],
      [blankLine(), switchgear],
    );
    expect(faults).toEqual([
      { line: 1, column: "discount_bp", code: "out_of_range" },
      { line: 1, column: "product", code: "unknown_reference" },
    ]);
  });
});

it("lists the revisions of a quotation, newest first", () => {
  const row = (number: string, revision: number) => ({ number, revision }) as QuotationRow;
  const rows = [row("Q-1", 1), row("Q-2", 1), row("Q-1", 2)];
  expect(revisionsOf(rows, "Q-1").map((item) => item.revision)).toEqual([2, 1]);
});
