import { describe, expect, it } from "vitest";
import type { FunnelView } from "@/api/types";
import { funnelCurrencies, funnelRows, funnelTotals } from "./model";

const title = { zh: "", en: "" };
const view: FunnelView = {
  stages: [
    {
      stage: "validating",
      code: "MO1",
      title,
      count: 3,
      sums: [{ currency: "CNY", amount_minor: 1_000, weighted_minor: 100 }],
    },
    {
      stage: "guiding",
      code: "MO2",
      title,
      count: 2,
      sums: [
        { currency: "CNY", amount_minor: 500, weighted_minor: 125 },
        { currency: "EUR", amount_minor: 90, weighted_minor: 22 },
      ],
    },
  ],
};

describe("the funnel", () => {
  it("shows one currency at a time, the largest first", () => {
    expect(funnelCurrencies(view)).toEqual(["CNY", "EUR"]);
    expect(funnelRows(view, "EUR").map((row) => row.amount_minor)).toEqual([0, 90]);
  });

  it("adds up", () => {
    expect(funnelTotals(funnelRows(view, "CNY"))).toEqual({
      count: 5,
      amount_minor: 1_500,
      weighted_minor: 225,
      weight_bp: 1_500,
    });
    expect(funnelTotals([]).weight_bp).toBe(0);
  });
});
