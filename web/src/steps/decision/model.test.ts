import { describe, expect, it } from "vitest";
import type { CriterionState, DecisionRow } from "@/api/types";
import { byUrgency, compare, materialOf, urgencyOf } from "./model";

const today = "2026-11-23";
const row = (id: string, due_on: string) => ({ id, due_on }) as DecisionRow;
const criterion = (key: string, met: boolean): CriterionState => ({
  key,
  text: { zh: "", en: "" },
  hard: true,
  control_point: null,
  facts: [],
  met,
  actual: null,
});

describe("inbox", () => {
  it("tells how urgent a day is", () => {
    expect(urgencyOf("2026-11-22", today)).toBe("overdue");
    expect(urgencyOf("2026-11-23", today)).toBe("today");
    expect(urgencyOf("2026-11-30", today)).toBe("week");
    expect(urgencyOf("2026-12-01", today)).toBe("later");
  });

  it("puts the most urgent first and leaves empty groups out", () => {
    const groups = byUrgency(
      [row("b", "2026-11-25"), row("late", "2026-11-01"), row("a", "2026-11-24")],
      today,
    );
    expect(groups.map((group) => [group.urgency, group.rows.map((item) => item.id)])).toEqual([
      ["overdue", ["late"]],
      ["week", ["a", "b"]],
    ]);
  });
});

describe("checklist then and now", () => {
  it("shows changes first, also criteria that came or went", () => {
    const rows = compare(
      [criterion("same", true), criterion("lost", true), criterion("gone", false)],
      [criterion("same", true), criterion("lost", false), criterion("new", true)],
    );
    expect(rows.map(({ criterion: { key }, was, is }) => [key, was, is])).toEqual([
      ["lost", true, false],
      ["gone", false, null],
      ["new", null, true],
      ["same", true, true],
    ]);
  });
});

describe("frozen material", () => {
  it("becomes labelled parts without what only the machine needs", () => {
    const parts = materialOf({
      facts: { amount_minor: 100, need: "20 sets" },
      opportunity: {
        id: "0192f0a0-0000-7000-8000-000000000001",
        version: 3,
        title: "A deal",
        customer: { id: "0192f0a0-0000-7000-8000-000000000002", name: "Nordwind" },
        amount_minor: 246_000,
        currency: "EUR",
        note: null,
        team: [{ user: { id: "1", name: "Wang" }, role: "ar" }],
      },
      quotation: {
        number: "QUO-1",
        currency: "CNY",
        lines: [
          { id: "x", amount_minor: 5, description: "GIS", position: 1, margin_bp: null },
          { id: "y", amount_minor: 6, description: "CT", position: 2, margin_bp: null },
        ],
      },
    });
    expect(parts.map((part) => [part.key, part.currency])).toEqual([
      ["opportunity", "EUR"],
      ["quotation", "CNY"],
      ["facts", undefined],
    ]);
    expect(parts[0]?.facts.map((fact) => fact.field)).toEqual(["title", "customer", "amount_minor"]);
    expect(parts[0]?.tables.map((table) => [table.field, table.columns])).toEqual([
      ["team", ["user", "role"]],
    ]);
    expect(parts[1]?.tables[0]?.columns).toEqual(["position", "description", "amount_minor"]);
  });

  it("survives what it does not know", () => {
    expect(materialOf(null)).toEqual([]);
    expect(materialOf("text")).toEqual([]);
    expect(materialOf({ title: "flat" }).map((part) => part.key)).toEqual(["record"]);
  });
});
