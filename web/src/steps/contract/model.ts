import type {
  ContractPatch,
  ContractStage,
  ContractView,
  FieldError,
  Handover,
  MilestoneKind,
  PaymentTemplate,
  PlanLine,
  PlanLineInput,
  PlanStatus,
} from "@/api/types";
import { pick } from "@/i18n";
import type { Hue } from "@/ui/display";
import { basisPoints, shareOf, splitByShares, sum } from "@/ui/money";

export const STAGES: ContractStage[] = [
  "draft",
  "authorised",
  "signed",
  "registered",
  "executing",
  "fulfilled",
  "closed",
  "terminated",
];
export const STAGE_HUES: Record<ContractStage, Hue> = {
  draft: "grey",
  authorised: "blue",
  signed: "violet",
  registered: "amber",
  executing: "teal",
  fulfilled: "green",
  closed: "grey",
  terminated: "red",
};
export const PLAN_HUES: Record<PlanStatus, Hue> = {
  waiting: "grey",
  invoiceable: "amber",
  part_invoiced: "amber",
  invoiced: "blue",
  part_paid: "teal",
  paid: "green",
};
export const HANDOVER_HUES: Record<Handover["state"], Hue> = {
  none: "grey",
  proposed: "blue",
  accepted: "green",
  refused: "red",
};
export const MILESTONE_KINDS: MilestoneKind[] = [
  "contract_effective",
  "design_frozen",
  "ready_to_ship",
  "delivered",
  "installed",
  "commissioned",
  "final_acceptance",
  "warranty_end",
];

/** A line of the payment plan while it is typed. */
export interface DraftPlanLine {
  key: string;
  label: string;
  amount_minor: number | null;
  trigger: MilestoneKind;
  payment_days: number | null;
  planned_on: string;
}

let lastKey = 0;
const nextKey = () => {
  lastKey += 1;
  return `plan-${lastKey}`;
};

export function blankPlanLine(): DraftPlanLine {
  return {
    key: nextKey(),
    label: "",
    amount_minor: null,
    trigger: "delivered",
    payment_days: 30,
    planned_on: "",
  };
}

export function toDraftPlan(plan: PlanLine[]): DraftPlanLine[] {
  return plan.map((line) => ({
    key: nextKey(),
    label: line.label,
    amount_minor: line.amount_minor,
    trigger: line.trigger,
    payment_days: line.payment_days,
    planned_on: line.planned_on ?? "",
  }));
}

/** A template laid over an amount: the last line takes the rounding difference. */
export function planFromTemplate(template: PaymentTemplate, amount: number): DraftPlanLine[] {
  const parts = splitByShares(
    amount,
    template.lines.map((line) => line.share_bp),
  );
  return template.lines.map((line, index) => ({
    key: nextKey(),
    label: pick(line.label),
    amount_minor: parts[index] ?? 0,
    trigger: line.trigger,
    payment_days: line.days,
    planned_on: "",
  }));
}

export function planSum(lines: DraftPlanLine[]): number {
  return sum(lines.map((line) => line.amount_minor ?? 0));
}

/** What is left over for the last line, so that the plan adds up; null when the others take more than there is. */
export function restOf(lines: DraftPlanLine[], amount: number): number | null {
  const rest = amount - planSum(lines.slice(0, -1));
  return rest < 0 ? null : rest;
}

/** The plan with the rest on its last line. */
export function withRest(lines: DraftPlanLine[], amount: number): DraftPlanLine[] {
  const last = lines.at(-1);
  const rest = restOf(lines, amount);
  return last && rest !== null ? lines.with(-1, { ...last, amount_minor: rest }) : lines;
}

/** The share of a line, for reading and for typing. */
export const shareOfPlan = (minor: number | null, amount: number) =>
  minor === null ? null : basisPoints(minor, amount);
export const amountOfShare = (bp: number | null, amount: number) =>
  bp === null ? null : shareOf(amount, bp);

export interface PlanFault {
  line: number;
  field: "label" | "amount_minor" | "payment_days" | "planned_on" | "trigger";
  code: string;
}

export function planFaults(lines: DraftPlanLine[]): PlanFault[] {
  return lines.flatMap((line, index) => {
    const missing: PlanFault["field"][] = [];
    if (!line.label.trim()) missing.push("label");
    if (line.amount_minor === null) missing.push("amount_minor");
    if (line.payment_days === null) missing.push("payment_days");
    return missing.map((field) => ({ line: index, field, code: "required" }));
  });
}

const FIELDS: PlanFault["field"][] = ["label", "amount_minor", "payment_days", "planned_on", "trigger"];

/** The server's complaints about lines; others stay with the form. */
export function planServerFaults(errors: FieldError[]): PlanFault[] {
  return errors.flatMap((error) => {
    const match = /^\/lines\/(\d+)\/(\w+)$/.exec(error.pointer);
    const field = FIELDS.find((item) => item === match?.[2]);
    return match && field ? [{ line: Number(match[1]), field, code: error.code }] : [];
  });
}

export function toPlanInput(lines: DraftPlanLine[]): PlanLineInput[] {
  return lines.map((line) => ({
    label: line.label.trim(),
    amount_minor: line.amount_minor ?? 0,
    trigger: line.trigger,
    payment_days: line.payment_days ?? 0,
    ...(line.planned_on ? { planned_on: line.planned_on } : {}),
  }));
}

/** The terms that can be edited. */
export function toPatch(contract: ContractView): ContractPatch {
  return {
    title: contract.title,
    amount_minor: contract.amount_minor,
    tax_bp: contract.tax_bp,
    payment_terms: contract.payment_terms,
    delivery_terms: contract.delivery_terms,
    warranty_months: contract.warranty_months,
    penalty_terms: contract.penalty_terms,
    special_promises: contract.special_promises,
    customer_signer: contract.customer_signer,
    effective_on: contract.effective_on,
  };
}
