import { describe, expect, it } from "vitest";
import type { ImportKind, ImportOptions, ImportView } from "@/api/types";
import { missingFields, stepOf, toMapping, unusedColumns, withSuggestions } from "./model";

const text = { zh: "", en: "" };
const kind: ImportKind = {
  kind: "customer",
  title: text,
  modes: ["create"],
  fields: [
    { key: "name", title: text, required: true, type: "text" },
    { key: "class", title: text, required: false, type: "enum", values: ["s", "a"] },
  ],
};
const view = {
  status: "draft",
  dry_run: true,
  columns: [
    { name: "Company", samples: [] },
    { name: "Grade", samples: [] },
  ],
} as unknown as ImportView;
const options: ImportOptions = {
  mode: "create",
  missing_account: "skip",
  update: false,
  currency: "CNY",
  day_order: "auto",
};

describe("an import", () => {
  it("knows what is still missing and what goes nowhere", () => {
    expect(missingFields(kind, { class: "Grade" })).toEqual(["name"]);
    expect(unusedColumns(view, { name: "Company" })).toEqual(["Grade"]);
  });

  it("sends only what the kind and the file have", () => {
    const sent = toMapping(
      view,
      kind,
      { name: "Company", class: "Lost column", other: "Grade" },
      { class: { Strategic: "s", Unclear: "" }, other: { a: "b" } },
      options,
    );
    expect(sent).toEqual({
      kind: "customer",
      mapping: { name: "Company" },
      values: { class: { Strategic: "s" } },
      options,
    });
  });

  it("takes suggestions over without undoing choices", () => {
    const unmatched = {
      class: [
        { value: "Strategic", count: 1, suggestion: "s", candidates: [] },
        { value: "Partner", count: 1, suggestion: "a", candidates: [] },
        { value: "Odd", count: 1, suggestion: null, candidates: [] },
      ],
    };
    expect(withSuggestions({ class: { Strategic: "a" } }, unmatched)).toEqual({
      class: { Strategic: "a", Partner: "a" },
    });
  });

  it("opens at the step that its state calls for", () => {
    expect(stepOf(view)).toBe("columns");
    expect(stepOf({ ...view, status: "checked" })).toBe("check");
    expect(stepOf({ ...view, status: "running", dry_run: false })).toBe("result");
  });
});
