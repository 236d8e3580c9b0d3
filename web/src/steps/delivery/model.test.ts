import { describe, expect, it } from "vitest";
import { dueDay, inOrder, isLate, scaleOf, slipDays } from "./model";

const dates = (planned: string | null, forecast: string | null = null, actual: string | null = null) => ({
  planned_on: planned,
  forecast_on: forecast,
  contract_on: null as string | null,
  actual_on: actual,
});

describe("milestones", () => {
  it("count by the reached day, else the forecast, else the contract's, else the plan", () => {
    expect(dueDay(dates("2026-03-01", "2026-03-10", "2026-03-12"))).toBe("2026-03-12");
    expect(dueDay(dates("2026-03-01", "2026-03-10"))).toBe("2026-03-10");
    expect(dueDay({ ...dates("2026-03-01"), contract_on: "2026-03-05" })).toBe("2026-03-05");
    expect(dueDay(dates(null))).toBeNull();
  });

  it("slip against the contract's day first", () => {
    expect(slipDays(dates("2026-03-01", "2026-03-10"))).toBe(9);
    expect(slipDays({ ...dates("2026-03-01", null, "2026-03-03"), contract_on: "2026-03-05" })).toBe(-2);
    expect(slipDays(dates("2026-03-01"))).toBeNull();
  });

  it("are late once their day has passed without them", () => {
    const late = { ...dates("2026-03-01"), status: "planned" as const };
    expect(isLate(late, "2026-03-02")).toBe(true);
    expect(isLate(late, "2026-03-01")).toBe(false);
    expect(isLate({ ...late, status: "reached" }, "2026-03-02")).toBe(false);
  });

  it("stand in the order of their plan", () => {
    const list = [dates(null), dates("2026-05-01"), dates("2026-04-01")];
    expect(inOrder(list).map((item) => item.planned_on)).toEqual(["2026-04-01", "2026-05-01", null]);
  });
});

describe("the time axis", () => {
  it("holds every date and today with room at both ends", () => {
    const scale = scaleOf([dates("2026-01-15", "2026-06-30")], "2026-03-01");
    expect(scale?.at("2026-01-15")).toBeGreaterThan(0);
    expect(scale?.at("2026-06-30")).toBeLessThan(100);
    expect(scale?.ticks).toContain("2026-03-01");
  });

  it("marks fewer months the longer it is", () => {
    const scale = scaleOf([dates("2024-01-15", "2028-06-30")], "2026-03-01");
    expect(scale?.ticks.length).toBeLessThanOrEqual(12);
    expect(scale?.ticks.every((day) => /-(01|07)-01$/.test(day))).toBe(true);
  });

  it("does not exist without dates", () => {
    expect(scaleOf([dates(null)], "2026-03-01")).toBeNull();
  });
});
