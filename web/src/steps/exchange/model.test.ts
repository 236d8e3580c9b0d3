import { describe, expect, it } from "vitest";
import type { ImportKind, ImportOptions, ImportView } from "@/api/types";
import {
  fileProblem,
  mappingFor,
  missingFields,
  stepOf,
  toMapping,
  unusedColumns,
  withSuggestions,
} from "./model";

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

  it("finds columns by name when another kind is chosen", () => {
    const columns = ["产品 名称", "LIST_PRICE", "Name"].map((name) => ({ name, samples: [] }));
    const sheet = { ...view, kind: "customer", mapping: { name: "Name" }, columns };
    const products: ImportKind = {
      ...kind,
      kind: "product",
      fields: [
        { key: "name", title: { zh: "产品名称", en: "Name" }, required: true, type: "text" },
        { key: "price", title: { zh: "目录价", en: "List price" }, required: true, type: "money" },
        { key: "code", title: { zh: "编码", en: "Name" }, required: false, type: "text" },
      ],
    };
    expect(mappingFor(sheet, kind)).toEqual({ name: "Name" });
    expect(mappingFor(sheet, products)).toEqual({ name: "产品 名称", price: "LIST_PRICE", code: "Name" });
  });

  it("words a refused file about the file", () => {
    const problem = { type: "", title: "", status: 415, code: "media_type" };
    expect(fileProblem(problem).code).toBe("not_a_table");
    const errors = [{ pointer: "/file", code: "too_many_rows", params: { max: 3 } }];
    const invalid = fileProblem({ ...problem, status: 422, code: "invalid", errors });
    expect([invalid.code, invalid.params, invalid.errors]).toEqual(["too_many_rows", { max: 3 }, undefined]);
    expect(fileProblem({ ...problem, code: "busy" }).code).toBe("busy");
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
