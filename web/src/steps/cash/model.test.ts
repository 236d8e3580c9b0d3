import { describe, expect, it } from "vitest";
import type { AgeingView } from "@/api/types";
import {
  ageingBars,
  ageingCurrencies,
  ageingTotals,
  allocationState,
  BUCKETS,
  bucketFilter,
  bucketOf,
  invoiceStatus,
  openOf,
  suggestAllocation,
  toLines,
} from "./model";

const view: AgeingView = {
  buckets: [
    { bucket: "not_due", count: 3, sums: [{ currency: "CNY", open_minor: 500 }] },
    {
      bucket: "d31_60",
      count: 2,
      sums: [
        { currency: "CNY", open_minor: 120 },
        { currency: "EUR", open_minor: 9_000 },
      ],
    },
  ],
};

describe("ageing", () => {
  it("has a bar for every bucket, in the currency shown", () => {
    const bars = ageingBars(view, "CNY");
    expect(bars.map((bar) => bar.bucket)).toEqual(BUCKETS);
    expect(bars.map((bar) => bar.open_minor)).toEqual([500, 0, 120, 0, 0, 0, 0]);
    expect(ageingTotals(bars)).toEqual({ open_minor: 620, overdue_minor: 120 });
    expect(ageingBars(view, "EUR")[2]?.open_minor).toBe(9_000);
  });

  it("names the currency with the most open money first", () => {
    expect(ageingCurrencies(view)).toEqual(["EUR", "CNY"]);
    expect(ageingCurrencies({ buckets: [] })).toEqual([]);
  });
});

describe("the buckets of the list", () => {
  it("are ranges of due days that touch and never overlap", () => {
    expect(bucketFilter("not_due", "2026-03-31")).toEqual({
      field: "due_on",
      op: "gte",
      value: "2026-03-31",
    });
    expect(bucketFilter("d1_30", "2026-03-31").value).toEqual(["2026-03-01", "2026-03-30"]);
    expect(bucketFilter("d31_60", "2026-03-31").value).toEqual(["2026-01-30", "2026-02-28"]);
    expect(bucketFilter("over_365", "2026-03-31")).toEqual({
      field: "due_on",
      op: "lte",
      value: "2025-03-30",
    });
  });

  it("are found again in the filters", () => {
    for (const bucket of BUCKETS)
      expect(bucketOf([bucketFilter(bucket, "2026-03-31")], "2026-03-31")).toBe(bucket);
    expect(bucketOf([{ field: "due_on", op: "gte", value: "2026-01-01" }], "2026-03-31")).toBeUndefined();
    expect(bucketOf([], "2026-03-31")).toBeUndefined();
  });
});

describe("an invoice", () => {
  const row = { state: "issued" as const, amount_minor: 100, allocated_minor: 0 };

  it("stands where its figures say", () => {
    expect(invoiceStatus(row)).toBe("issued");
    expect(invoiceStatus({ ...row, allocated_minor: 40 })).toBe("part_settled");
    expect(invoiceStatus({ ...row, allocated_minor: 100 })).toBe("settled");
    expect(invoiceStatus({ ...row, state: "voided" })).toBe("voided");
    expect(openOf({ ...row, allocated_minor: 40 })).toBe(60);
    expect(openOf({ ...row, state: "voided" })).toBe(0);
  });
});

describe("allocating a receipt", () => {
  const invoices = [
    { id: "new", due_on: "2026-09-01", open_minor: 700 },
    { id: "old", due_on: "2026-01-01", open_minor: 300 },
    { id: "last", due_on: "2026-12-01", open_minor: 50 },
  ];

  it("pays the oldest debt first, as far as the money goes", () => {
    expect(suggestAllocation(invoices, 500)).toEqual({ old: 300, new: 200 });
    expect(suggestAllocation(invoices, 5_000)).toEqual({ old: 300, new: 700, last: 50 });
    expect(suggestAllocation(invoices, 0)).toEqual({});
  });

  it("watches both sides", () => {
    expect(allocationState({ old: 300, new: 200 }, invoices, 500)).toEqual({
      allocated: 500,
      left: 0,
      over: [],
      canSave: true,
    });
    expect(allocationState({ old: 301 }, invoices, 500)).toMatchObject({ over: ["old"], canSave: false });
    expect(allocationState({ new: 600 }, invoices, 500)).toMatchObject({ left: -100, canSave: false });
    expect(allocationState({ old: null }, invoices, 500).canSave).toBe(false);
    expect(allocationState({ old: 200, new: -100 }, invoices, 500).canSave).toBe(false);
  });

  it("sends only the invoices that get something", () => {
    expect(toLines({ old: 300, new: 0, last: null })).toEqual([{ invoice_id: "old", amount_minor: 300 }]);
  });
});
