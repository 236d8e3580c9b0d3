import { describe, expect, it } from "vitest";
import type { LadderView, ScorecardDefinition } from "@/api/types";
import { fixOf, nextRung, openQuestions, scoreOf, stageAfter } from "./model";

const words = { zh: "", en: "" };
const card: ScorecardDefinition = {
  key: "win",
  title: words,
  factors: ["a", "b", "c", "d"].map((key) => ({ key, title: words, options: [] })),
  bands: [
    { key: "high", at_least: 75, title: words, consequence: words },
    { key: "medium", at_least: 50, title: words, consequence: words },
    { key: "low", at_least: 25, title: words, consequence: words },
    { key: "very_low", at_least: 0, title: words, consequence: words },
  ],
};

describe("scorecard", () => {
  it("waits for every factor", () => {
    expect(scoreOf(card, { a: 4, b: 4 })).toEqual({ index: null, band: null, answered: 2 });
  });

  it("runs from 0 to 100 and rounds half up as the server does", () => {
    const of = (a: number, b: number, c: number, d: number) => {
      const { index, band } = scoreOf(card, { a, b, c, d });
      return [index, band?.key];
    };
    expect(of(1, 1, 1, 1)).toEqual([0, "very_low"]);
    expect(of(4, 4, 4, 4)).toEqual([100, "high"]);
    expect(of(2, 2, 2, 1)).toEqual([25, "low"]);
    expect(of(3, 3, 2, 2)).toEqual([50, "medium"]);
    expect(of(3, 3, 3, 2)).toEqual([58, "medium"]);
    expect(of(4, 3, 3, 3)).toEqual([75, "high"]);
  });
});

describe("missing criteria", () => {
  it("knows where each is met", () => {
    expect(fixOf({ key: "amount", facts: ["amount_minor"] })).toEqual({ field: "amount_minor" });
    expect(fixOf({ key: "amount", facts: [] })).toEqual({ field: "amount_minor" });
    expect(fixOf({ key: "pay_index_enough", facts: ["pay_index"] })).toEqual({ tab: "scorecards" });
    expect(fixOf({ key: "fr", facts: ["fr"] })).toEqual({ tab: "team" });
    expect(fixOf({ key: "margin_positive", facts: ["margin_bp"] })).toEqual({ tab: "quotations" });
    expect(fixOf({ key: "customer", facts: ["customer"] })).toEqual({ edit: true });
    expect(fixOf({ key: "something", facts: [] })).toBeNull();
  });
});

describe("funnel and ladder", () => {
  const ladder: LadderView = {
    rungs: [10, 25, 50].map((percent) => ({
      percent,
      key: String(percent),
      title: words,
      state: words,
      questions: [
        { key: `${percent}a`, text: words },
        { key: `${percent}b`, text: words },
      ],
    })),
    explain_loss_from: 50,
  };

  it("goes one step at a time", () => {
    expect(stageAfter("validating")).toBe("guiding");
    expect(stageAfter("negotiating")).toBe("won");
    expect(stageAfter("won")).toBeUndefined();
    expect(nextRung(ladder, 0)?.percent).toBe(10);
    expect(nextRung(ladder, 10)?.percent).toBe(25);
    expect(nextRung(ladder, 50)).toBeUndefined();
  });

  it("asks only what is not answered with yes", () => {
    const by = { id: "1", name: "" };
    const rung = ladder.rungs[1];
    if (!rung) throw new Error("no rung");
    const answers = [
      { question: "25a", yes: true, evidence: null, by, at: 0 },
      { question: "25b", yes: false, evidence: null, by, at: 0 },
    ];
    expect(openQuestions(rung, answers).map((question) => question.key)).toEqual(["25b"]);
  });
});
