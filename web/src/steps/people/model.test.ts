import { describe, expect, it } from "vitest";
import type { UnitView } from "@/api/types";
import { visibleUnits } from "./model";
import { safeTarget } from "./sign-in-target";

const unit = (id: string, parent: string | null): UnitView => ({
  id,
  name: id,
  kind: "office",
  parent: parent ? { id: parent, name: parent } : null,
  depth: 0,
  user_count: 0,
  version: 1,
  active: true,
});

describe("the tree of units", () => {
  it("hides everything below a folded unit", () => {
    const units = [unit("a", null), unit("b", "a"), unit("c", "b"), unit("d", "a")];
    expect(visibleUnits(units, new Set(["b"])).map((item) => item.id)).toEqual(["a", "b", "d"]);
    expect(visibleUnits(units, new Set(["a"])).map((item) => item.id)).toEqual(["a"]);
  });
});

describe("where to go after signing in", () => {
  it("stays inside the product", () => {
    expect(safeTarget("/leads?q=a")).toBe("/leads?q=a");
    expect(safeTarget("//evil.example")).toBe("/");
    expect(safeTarget("/\\evil.example")).toBe("/");
    expect(safeTarget("https://evil.example")).toBe("/");
    expect(safeTarget(undefined)).toBe("/");
  });
});
