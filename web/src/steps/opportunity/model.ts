import type {
  CriterionState,
  LadderView,
  LossReason,
  OpportunityInput,
  OpportunityView,
  Procurement,
  ProjectGrade,
  ProjectType,
  RecordLadder,
  ScorecardDefinition,
  ScorecardView,
  Stage,
  TeamRole,
} from "@/api/types";
import type { Hue } from "@/ui/display";

/** The stages of the funnel in their order. */
export const OPEN_STAGES: Stage[] = ["validating", "guiding", "proposing", "negotiating"];
export const STAGES: Stage[] = [...OPEN_STAGES, "won", "lost", "abandoned"];
export const STAGE_HUES: Record<Stage, Hue> = {
  validating: "grey",
  guiding: "blue",
  proposing: "violet",
  negotiating: "amber",
  won: "green",
  lost: "red",
  abandoned: "red",
};
export const PROJECT_TYPES: ProjectType[] = [
  "central_tender",
  "provincial_tender",
  "generation",
  "own_project",
  "matching",
  "service",
  "export",
  "other",
];
export const PROJECT_GRADES: ProjectGrade[] = ["extra_major", "major", "important", "general", "trivial"];
export const GRADE_HUES: Record<ProjectGrade, Hue> = {
  extra_major: "violet",
  major: "blue",
  important: "teal",
  general: "grey",
  trivial: "grey",
};
export const PROCUREMENTS: Procurement[] = ["tender", "negotiated", "direct", "framework"];
export const LOSS_REASONS: LossReason[] = [
  "price",
  "relationship",
  "solution",
  "delivery",
  "payment_terms",
  "competitor",
  "customer_cancelled",
  "no_budget",
  "credit",
  "other",
];
/** The Iron Triangle and its sponsor: one person each. */
export const TRIANGLE = ["ar", "sr", "fr"] as const;
export const SINGLE_ROLES: TeamRole[] = [...TRIANGLE, "sponsor"];

export const isOpen = (stage: Stage) => OPEN_STAGES.includes(stage);

/** The stage that follows in the funnel. */
export function stageAfter(stage: Stage): Stage | undefined {
  const at = OPEN_STAGES.indexOf(stage);
  return at < 0 ? undefined : STAGES[at + 1];
}

/** Facts that a person can fill in without leaving the gate dialog. */
export const INLINE_FIELDS = [
  "need",
  "amount_minor",
  "expected_sign_on",
  "project_type",
  "project_grade",
  "guidance_done",
] as const;
export type InlineField = (typeof INLINE_FIELDS)[number];

/** Where on the record's page a missing criterion is met. */
export type FixTab = "team" | "scorecards" | "quotations";
export type Fix = { field: InlineField } | { tab: FixTab } | { edit: true } | null;

const TAB_OF: Record<string, FixTab> = {
  ar: "team",
  sr: "team",
  fr: "team",
  sponsor: "team",
  team_complete: "team",
  win_index: "scorecards",
  pay_index: "scorecards",
  quotation_submitted: "quotations",
  quotation_valid: "quotations",
  margin_bp: "quotations",
  contract_signed: "quotations",
};

/** How a missing criterion can be met, from the facts that it looks at. */
export function fixOf(criterion: Pick<CriterionState, "key" | "facts">): Fix {
  const facts = criterion.facts.length > 0 ? criterion.facts : [criterion.key];
  for (const fact of facts) {
    const name = fact === "amount" ? "amount_minor" : fact;
    const field = INLINE_FIELDS.find((item) => item === name);
    if (field) return { field };
    const tab = TAB_OF[name];
    if (tab) return { tab };
    if (name === "customer") return { edit: true };
  }
  return null;
}

/** The scorecards of an opportunity. */
export const CARDS: ScorecardView["card"][] = ["win", "pay"];

export interface ScoreResult {
  /** From 0 to 100; null while a factor is open. */
  index: number | null;
  band: ScorecardDefinition["bands"][number] | null;
  answered: number;
}

/** The index as the server computes it: 100 × (sum − n) ÷ 3n, half rounded up (method 5.2). */
export function scoreOf(card: ScorecardDefinition, scores: Record<string, number>): ScoreResult {
  const given = card.factors.map((factor) => scores[factor.key]).filter((score) => score !== undefined);
  const count = card.factors.length;
  if (count === 0 || given.length < count) return { index: null, band: null, answered: given.length };
  const sum = given.reduce((total, score) => total + score, 0);
  const index = Math.floor((200 * (sum - count) + 3 * count) / (6 * count));
  return { index, band: card.bands.find((band) => index >= band.at_least) ?? null, answered: count };
}

/** Hue of an index by the shared thresholds of both cards. */
export function indexHue(index: number): Hue {
  return index >= 75 ? "green" : index >= 50 ? "teal" : index >= 25 ? "amber" : "red";
}

export type Rung = LadderView["rungs"][number];

/** The rung after the present one. */
export function nextRung(ladder: LadderView, rung: number): Rung | undefined {
  return ladder.rungs.find((item) => item.percent > rung);
}

/** The questions of a rung that nobody has answered with yes yet. */
export function openQuestions(rung: Rung, known: RecordLadder["answers"]): Rung["questions"] {
  return rung.questions.filter(
    (question) => !known.some((answer) => answer.question === question.key && answer.yes),
  );
}

/** The form's values of an opportunity that exists. */
export function toInput(view: OpportunityView): OpportunityInput {
  return {
    title: view.title,
    customer_id: view.customer.id,
    need: view.need,
    amount_minor: view.amount_minor,
    currency: view.currency,
    expected_sign_on: view.expected_sign_on,
    project_type: view.project_type,
    project_grade: view.project_grade,
    procurement: view.procurement,
    competitors: view.competitors,
    customer_step: view.customer_step,
    guidance_done: view.guidance_done,
    owner_id: view.owner.id,
    unit_id: view.unit.id,
  };
}
