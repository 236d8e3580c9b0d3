import type {
  BudgetState,
  Day,
  LeadAdvice,
  LeadCloseReason,
  LeadGrade,
  LeadInput,
  LeadSource,
  LeadStatus,
  LeadView,
  Odds,
} from "@/api/types";
import type { Hue } from "@/ui/display";

export const STATUSES: LeadStatus[] = ["new", "nurturing", "converted", "closed"];
export const GRADES: LeadGrade[] = ["cold", "warm", "hot"];
export const ODDS: Odds[] = ["high", "medium", "low"];
export const SOURCES: LeadSource[] = [
  "visit",
  "customer_network",
  "delivery",
  "marketing",
  "referral",
  "website",
  "prospecting",
  "partner",
  "tender_notice",
  "service",
  "research",
  "budget_table",
];
export const BUDGET_STATES: BudgetState[] = ["none", "planned", "requested", "approved"];
export const CLOSE_REASONS: LeadCloseReason[] = [
  "not_real",
  "out_of_scope",
  "duplicate",
  "no_budget",
  "customer_unfit",
  "lost_early",
  "no_answer",
  "other",
];
export const STATUS_HUES: Record<LeadStatus, Hue> = {
  new: "blue",
  nurturing: "violet",
  converted: "green",
  closed: "grey",
};
/** Warm colours for warm leads; red stays for what is wrong. */
export const GRADE_HUES: Record<LeadGrade, Hue> = { cold: "grey", warm: "teal", hot: "amber" };

/** The four criteria of the grade, each from 1 to 3 (method 4.2). */
export const CRITERIA = ["urgency", "maturity", "agreement", "entry"] as const;
export type Criterion = (typeof CRITERIA)[number];
export const STEPS = [1, 2, 3];

export const ELEMENTS = ["pain", "idea", "budget", "people"] as const;
export type Element = (typeof ELEMENTS)[number];

type Values = Partial<LeadInput>;
const has = (value: unknown) =>
  typeof value === "string" ? value.trim() !== "" : value !== null && value !== undefined;

/** Which of the four elements are known, while the form is being filled (method 4.3). */
export function elementsOf(values: Values): Record<Element, boolean> {
  return {
    pain: has(values.pain),
    idea: has(values.solution_idea) || has(values.product_id),
    budget: has(values.budget_source) || (has(values.budget_state) && values.budget_state !== "none"),
    people: has(values.investment_leader) || has(values.decision_makers),
  };
}

export function completenessOf(elements: Record<Element, boolean>): number {
  return ELEMENTS.filter((element) => elements[element]).length;
}

const DAY = 86_400_000;

/** The day as many days later. */
export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

export interface GradeResult {
  /** From 4 to 12; null while a criterion is open. */
  score: number | null;
  grade: LeadGrade | null;
  /** How the entry date changed what the points alone would give. */
  bound: "never_hot" | "never_cold" | null;
  open: Criterion[];
}

// The numbers of the method's grading; the server has the last word.
const HOT_AT = 10;
const WARM_AT = 7;
export const NEVER_HOT_AFTER_DAYS = 180;
export const NEVER_COLD_BEFORE_DAYS = 90;

/** The grade as the server will compute it: four criteria, bounded by the expected entry (method 4.2). */
export function gradeOf(values: Values, today: Day): GradeResult {
  const open = CRITERIA.filter((criterion) => !has(values[criterion]));
  if (open.length > 0) return { score: null, grade: null, bound: null, open };
  const score = CRITERIA.reduce((sum, criterion) => sum + (values[criterion] ?? 0), 0);
  const plain: LeadGrade = score >= HOT_AT ? "hot" : score >= WARM_AT ? "warm" : "cold";
  const entry = values.entry_on;
  if (entry && plain === "hot" && entry > addDays(today, NEVER_HOT_AFTER_DAYS))
    return { score, grade: "warm", bound: "never_hot", open };
  if (entry && plain === "cold" && entry < addDays(today, NEVER_COLD_BEFORE_DAYS))
    return { score, grade: "warm", bound: "never_cold", open };
  return { score, grade: plain, bound: null, open };
}

/** What the three verification questions recommend (method 4.5). */
export function adviceOf(
  isLead: boolean | null,
  distance: LeadGrade | null,
  win: Odds | null,
): LeadAdvice | null {
  if (isLead === null) return null;
  if (!isLead) return "close";
  if (!distance || !win) return null;
  if (distance === "hot") return win === "low" ? "convert_with_sponsor" : "convert";
  if (win === "low") return "close_or_pool";
  return distance === "warm" ? "nurture_4_weeks" : "nurture_12_weeks";
}

export const ADVICE_HUES: Record<LeadAdvice, Hue> = {
  convert: "green",
  convert_with_sponsor: "amber",
  nurture_4_weeks: "blue",
  nurture_12_weeks: "blue",
  close: "grey",
  close_or_pool: "grey",
};

/** The form's values of a lead that exists. */
export function toInput(lead: LeadView): LeadInput {
  return {
    title: lead.title,
    customer_id: lead.customer?.id ?? null,
    customer_name: lead.customer_name,
    contact_name: lead.contact_name,
    contact_phone: lead.contact_phone,
    source: lead.source,
    owner_id: lead.owner.id,
    unit_id: lead.unit.id,
    amount_minor: lead.amount_minor,
    currency: lead.currency,
    entry_on: lead.entry_on,
    pain: lead.pain,
    pain_reach: lead.pain_reach,
    solution_idea: lead.solution_idea,
    product_id: lead.product?.id ?? null,
    benefit: lead.benefit,
    budget_source: lead.budget_source,
    budget_state: lead.budget_state,
    investment_leader: lead.investment_leader,
    decision_makers: lead.decision_makers,
    stakeholders: lead.stakeholders,
    urgency: lead.urgency,
    maturity: lead.maturity,
    agreement: lead.agreement,
    entry: lead.entry,
    grade_override: lead.grade_override,
    grade_override_reason: lead.grade_override_reason,
  };
}
