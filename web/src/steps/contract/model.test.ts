import { describe, expect, it } from "vitest";
import type { PaymentTemplate } from "@/api/types";
import {
  amountOfShare,
  blankPlanLine,
  planFaults,
  planFromTemplate,
  planServerFaults,
  planSum,
  restOf,
  shareOfPlan,
  toPlanInput,
  withRest,
} from "./model";

const line = (label: string, amount_minor: number | null) => ({ ...blankPlanLine(), label, amount_minor });
const template: PaymentTemplate = {
  key: "t",
  title: { zh: "三三三一", en: "3-3-3-1" },
  lines: [
    { label: { zh: "预付款", en: "Advance" }, share_bp: 3_333, trigger: "contract_effective", days: 15 },
    { label: { zh: "到货款", en: "Delivery" }, share_bp: 3_333, trigger: "delivered", days: 30 },
    { label: { zh: "质保金", en: "Retention" }, share_bp: 3_334, trigger: "warranty_end", days: 30 },
  ],
};

describe("a payment plan", () => {
  it("follows its template and always adds up", () => {
    const plan = planFromTemplate(template, 100_01);
    expect(plan.map((item) => item.amount_minor)).toEqual([33_33, 33_33, 33_35]);
    expect(planSum(plan)).toBe(100_01);
    expect(plan[1]).toMatchObject({ trigger: "delivered", payment_days: 30 });
  });

  it("puts the rest on the last line unless the others take more", () => {
    const lines = [line("a", 30), line("b", 50), line("c", null)];
    expect(restOf(lines, 100)).toBe(20);
    expect(withRest(lines, 100).at(-1)?.amount_minor).toBe(20);
    expect(restOf(lines, 70)).toBeNull();
    expect(withRest(lines, 70)).toBe(lines);
    expect(withRest([], 70)).toEqual([]);
  });

  it("turns shares into amounts and back", () => {
    expect(amountOfShare(1_250, 80_00)).toBe(10_00);
    expect(shareOfPlan(10_00, 80_00)).toBe(1_250);
    expect(shareOfPlan(null, 80_00)).toBeNull();
  });

  it("names what is missing and what the server refuses", () => {
    expect(planFaults([line("a", 1), line(" ", null)])).toEqual([
      { line: 1, field: "label", code: "required" },
      { line: 1, field: "amount_minor", code: "required" },
    ]);
    expect(
      planServerFaults([
        { pointer: "/lines/1/amount_minor", code: "too_small" },
        { pointer: "/lines", code: "plan_sum" },
      ]),
    ).toEqual([{ line: 1, field: "amount_minor", code: "too_small" }]);
  });

  it("sends days that were left open as absent", () => {
    expect(toPlanInput([line(" a ", 5)])).toEqual([
      { label: "a", amount_minor: 5, trigger: "delivered", payment_days: 30 },
    ]);
  });
});
