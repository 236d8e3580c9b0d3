import type { Day, MilestoneView } from "@/api/types";
import type { Hue } from "@/ui/display";

export const STATUSES: MilestoneView["status"][] = ["planned", "reached", "accepted"];
export const STATUS_HUES: Record<MilestoneView["status"], Hue> = {
  planned: "grey",
  reached: "amber",
  accepted: "green",
};

/** What a milestone is called: its own label, else the name of its kind. */
export function milestoneName(
  t: (key: string) => string,
  milestone: Pick<MilestoneView, "label" | "kind">,
): string {
  return milestone.label.trim() || t(`value:milestone_kind.${milestone.kind}`);
}

const DAY_MS = 86_400_000;
const number = (day: Day) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
const dayOf = (value: number): Day => new Date(value * DAY_MS).toISOString().slice(0, 10);

type Dates = Pick<MilestoneView, "planned_on" | "forecast_on" | "contract_on" | "actual_on">;

/** The day that counts now: reached, else forecast, else the contract's, else planned. */
export function dueDay(dates: Dates): Day | null {
  return dates.actual_on ?? dates.forecast_on ?? dates.contract_on ?? dates.planned_on ?? null;
}

/** Days behind the contract's day, or behind the plan where the contract names none; negative when early. */
export function slipDays(dates: Dates): number | null {
  const base = dates.contract_on ?? dates.planned_on;
  const now = dates.actual_on ?? dates.forecast_on;
  return base && now ? number(now) - number(base) : null;
}

/** Not reached although its day has passed. */
export function isLate(milestone: Dates & { status: MilestoneView["status"] }, today: Day): boolean {
  const due = dueDay(milestone);
  return milestone.status === "planned" && due !== null && due < today;
}

export interface Scale {
  from: Day;
  to: Day;
  /** Where a day stands between the edges, 0 to 100. */
  at: (day: Day) => number;
  /** The first days of months to mark, few enough to read. */
  ticks: Day[];
}

const MOST_TICKS = 12;

/** The time axis over all dates and today, with some room at both ends; null without any date. */
export function scaleOf(milestones: Dates[], today: Day): Scale | null {
  const days = milestones
    .flatMap((item) => [item.planned_on, item.forecast_on, item.contract_on, item.actual_on])
    .filter((day): day is Day => Boolean(day));
  if (days.length === 0) return null;
  const all = [...days, today].map(number);
  const first = Math.min(...all);
  const last = Math.max(...all);
  const room = Math.max(7, Math.round((last - first) / 25));
  const from = first - room;
  const span = last + room - from;
  const firsts: Day[] = [];
  for (let day = from + 1; day <= last + room; day += 1) {
    const text = dayOf(day);
    if (text.endsWith("-01")) firsts.push(text);
  }
  // Every month, quarter, half or whole year, whichever leaves few enough marks.
  const step = [1, 3, 6, 12].find((months) => firsts.length / months <= MOST_TICKS) ?? 12;
  return {
    from: dayOf(from),
    to: dayOf(last + room),
    at: (day) => (100 * (number(day) - from)) / span,
    ticks: firsts.filter((day) => (Number(day.slice(5, 7)) - 1) % step === 0),
  };
}

/** In the order of the days that count; without one last. */
export function inOrder<T extends Dates>(milestones: T[]): T[] {
  return [...milestones].sort((a, b) => {
    const x = a.planned_on ?? dueDay(a) ?? "9999";
    const y = b.planned_on ?? dueDay(b) ?? "9999";
    return x < y ? -1 : x > y ? 1 : 0;
  });
}
