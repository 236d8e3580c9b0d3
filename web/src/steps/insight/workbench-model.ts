import type { Day, WorkTask } from "@/api/types";

export const WHENS = ["overdue", "today", "week", "later", "none"] as const;
export type When = (typeof WHENS)[number];

const DAY = 86_400_000;

export function whenOf(dueOn: Day | null | undefined, today: Day): When {
  if (!dueOn) return "none";
  if (dueOn < today) return "overdue";
  if (dueOn === today) return "today";
  const days = (Date.parse(`${dueOn}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / DAY;
  return days <= 7 ? "week" : "later";
}

/** Tasks under the time that is left for them, the most pressing first. */
export function byWhen(tasks: WorkTask[], today: Day): { when: When; tasks: WorkTask[] }[] {
  return WHENS.map((when) => ({
    when,
    tasks: tasks
      .filter((task) => whenOf(task.due_on, today) === when)
      .sort((a, b) => (a.due_on ?? "").localeCompare(b.due_on ?? "")),
  })).filter((group) => group.tasks.length > 0);
}

/** The part of the day, for the greeting. */
export function partOfDay(hour: number): "morning" | "afternoon" | "evening" {
  return hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening";
}

/** Where a task is done: its record, on the tab that the task is about. */
export const TASK_TABS: Record<string, string> = {
  accept_milestone: "milestones",
  issue_invoice: "cash",
};
