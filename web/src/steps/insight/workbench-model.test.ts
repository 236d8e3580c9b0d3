import { describe, expect, it } from "vitest";
import type { WorkTask } from "@/api/types";
import { byWhen, partOfDay, whenOf } from "./workbench-model";

const today = "2026-11-23";
const task = (title: string, due_on: string | null): WorkTask => ({
  kind: "lead",
  record_id: title,
  number: "",
  title,
  task: "verify_lead",
  due_on,
});

describe("workbench", () => {
  it("sorts tasks by the time that is left", () => {
    expect(whenOf("2026-11-22", today)).toBe("overdue");
    expect(whenOf("2026-11-30", today)).toBe("week");
    expect(whenOf("2026-12-01", today)).toBe("later");
    expect(whenOf(null, today)).toBe("none");
    const groups = byWhen(
      [task("none", null), task("b", "2026-11-25"), task("now", today), task("a", "2026-11-24")],
      today,
    );
    expect(groups.map((group) => [group.when, group.tasks.map((item) => item.title)])).toEqual([
      ["today", ["now"]],
      ["week", ["a", "b"]],
      ["none", ["none"]],
    ]);
  });

  it("greets by the clock", () => {
    expect([8, 12, 17, 18, 23].map(partOfDay)).toEqual([
      "morning",
      "afternoon",
      "afternoon",
      "evening",
      "evening",
    ]);
  });
});
