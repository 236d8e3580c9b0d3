import { describe, expect, it } from "vitest";
import { addDays, adviceOf, completenessOf, elementsOf, gradeOf } from "./model";

const today = "2026-11-23";
const rated = (urgency: 1 | 2 | 3, maturity: 1 | 2 | 3, agreement: 1 | 2 | 3, entry: 1 | 2 | 3) => ({
  urgency,
  maturity,
  agreement,
  entry,
});

describe("grade of a lead", () => {
  it("waits for all four criteria", () => {
    expect(gradeOf({ urgency: 3, maturity: 3 }, today)).toEqual({
      score: null,
      grade: null,
      bound: null,
      open: ["agreement", "entry"],
    });
  });

  it("rises with the points", () => {
    expect(gradeOf(rated(1, 1, 1, 1), today).grade).toBe("cold");
    expect(gradeOf(rated(2, 2, 2, 2), today).grade).toBe("warm");
    expect(gradeOf(rated(3, 3, 3, 3), today).grade).toBe("hot");
  });

  it("is never hot when the customer enters in more than half a year", () => {
    const entry = (entry_on: string) => gradeOf({ ...rated(3, 3, 3, 3), entry_on }, today);
    expect(entry(addDays(today, 180))).toMatchObject({ grade: "hot", bound: null });
    expect(entry(addDays(today, 181))).toMatchObject({ grade: "warm", bound: "never_hot" });
    expect(gradeOf({ ...rated(2, 2, 2, 1), entry_on: "2027-12-01" }, today).bound).toBeNull();
  });

  it("is never cold when the customer enters within a quarter", () => {
    const entry = (entry_on: string) => gradeOf({ ...rated(1, 1, 2, 2), entry_on }, today);
    expect(entry(addDays(today, 89))).toMatchObject({ grade: "warm", bound: "never_cold" });
    expect(entry(addDays(today, 90))).toMatchObject({ grade: "cold", bound: null });
  });
});

describe("four elements", () => {
  it("counts what is known and ignores blanks", () => {
    const elements = elementsOf({
      pain: "  ",
      solution_idea: "GIS",
      budget_state: "none",
      decision_makers: "CTO",
    });
    expect(elements).toEqual({ pain: false, idea: true, budget: false, people: true });
    expect(completenessOf(elements)).toBe(2);
  });
});

describe("verification matrix", () => {
  it("follows the method", () => {
    expect(adviceOf(false, null, null)).toBe("close");
    expect(adviceOf(true, "hot", "medium")).toBe("convert");
    expect(adviceOf(true, "hot", "low")).toBe("convert_with_sponsor");
    expect(adviceOf(true, "warm", "high")).toBe("nurture_4_weeks");
    expect(adviceOf(true, "cold", "medium")).toBe("nurture_12_weeks");
    expect(adviceOf(true, "warm", "low")).toBe("close_or_pool");
    expect(adviceOf(true, "warm", null)).toBeNull();
    expect(adviceOf(null, null, null)).toBeNull();
  });
});
