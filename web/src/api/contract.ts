/** The wire types of the server, one to one; replaced by the generated schema once it is committed. */

export type Id = string;
/** A calendar day, "YYYY-MM-DD". */
export type Day = string;
/** Milliseconds since the epoch, UTC. */
export type Instant = number;
export interface Texts {
  zh: string;
  en: string;
}
export interface Ref {
  id: Id;
  name: string;
}
export interface AllowedAction {
  action: string;
  allowed: boolean;
  reason?: string | null;
}
export interface Page<T> {
  items: T[];
  next: string | null;
  count: { value: number; capped: boolean };
}
export interface FieldError {
  pointer: string;
  code: string;
  params?: Record<string, string | number>;
}
export interface Unmet {
  key: string;
  text: Texts;
}
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string | null;
  instance?: string | null;
  params?: Record<string, string | number>;
  errors?: FieldError[];
  unmet?: Unmet[];
  /** With 412: the record as it is now. */
  current?: unknown;
}

// ---------- people
export type Locale = "zh-CN" | "en";
export type Theme = "light" | "dark" | "system";
export type Density = "compact" | "normal" | "roomy";
export interface SetupState {
  needed: boolean;
  demo: boolean;
}
export interface SetupInput {
  token: string;
  company_name: string;
  name: string;
  login: string;
  password: string;
  locale: Locale;
  currency: string;
}
export interface SessionInput {
  login: string;
  password: string;
}
export type Role =
  | "ar"
  | "sr"
  | "fr"
  | "lead_manager"
  | "sales_head"
  | "sponsor"
  | "sdt_member"
  | "sdt_chair"
  | "review_manager"
  | "finance_reviewer"
  | "receivable_accountant"
  | "payment_manager"
  | "legal_reviewer"
  | "contract_manager"
  | "bid_manager"
  | "pricing"
  | "product_expert"
  | "satisfaction_representative"
  | "strategy_planner"
  | "process_owner"
  | "hr"
  | "auditor"
  | "administrator";
export interface PostView {
  id: Id;
  unit: Ref;
  rank: number;
  role: Role;
}
export interface Me {
  id: Id;
  name: string;
  login: string;
  locale: Locale;
  theme: Theme;
  density: Density;
  posts: PostView[];
  roles: Role[];
  company: Ref;
  currency: string;
  csrf_token: string;
  can: string[];
  today: Day;
  demo: boolean;
}
export interface MePatch {
  locale?: Locale;
  theme?: Theme;
  density?: Density;
}
export type UnitKind = "company" | "region" | "office" | "department";
export interface UnitView {
  id: Id;
  name: string;
  kind: UnitKind;
  parent?: Ref | null;
  depth: number;
  user_count: number;
  version: number;
  active: boolean;
}
export interface UnitInput {
  name: string;
  kind: UnitKind;
  parent_id: Id | null;
}
export interface UserRow {
  id: Id;
  name: string;
  login: string;
  email?: string | null;
  active: boolean;
  /** Units and roles in short, when the server gives them. */
  posts?: string;
  version: number;
}
export interface UserView {
  id: Id;
  name: string;
  login: string;
  email: string | null;
  locale: string;
  active: boolean;
  posts: PostView[];
  version: number;
  created_at: Instant;
  updated_at: Instant;
  initial_password?: string | null;
}
export interface PostInput {
  unit_id: Id;
  rank: number;
  role: Role;
}
export interface UserInput {
  name: string;
  login: string;
  email?: string;
  locale?: string;
  password?: string;
  posts: PostInput[];
}
export interface UserPatch {
  name?: string;
  email?: string | null;
  locale?: string;
  active?: boolean;
  posts?: PostInput[];
}
export interface PersonView {
  id: Id;
  name: string;
  unit: string;
  roles: Role[];
}
export interface TokenView {
  id: Id;
  name: string;
  expires_on: Day | null;
  last_used_at: Instant | null;
  created_at: Instant;
}

// ---------- catalog
export interface ProductRow {
  id: Id;
  code: string;
  name: string;
  series: string | null;
  list_price_minor: number;
  currency: string;
  /** Absent without the right to see cost. */
  unit_cost_minor?: number | null;
  active: boolean;
  version: number;
  updated_at: Instant;
}
export interface ProductInput {
  code: string;
  name: string;
  series?: string | null;
  list_price_minor: number;
  unit_cost_minor?: number | null;
  currency: string;
  active?: boolean;
}

// ---------- account
export type CustomerClass = "s" | "a" | "b" | "c";
export interface CustomerRow {
  id: Id;
  number: string;
  name: string;
  class: CustomerClass;
  industry: string | null;
  unit: string;
  owner: string;
  updated_at: Instant;
  version: number;
}
export interface ContactView {
  id: Id;
  customer_id: Id;
  name: string;
  title: string | null;
  department: string | null;
  phone: string | null;
  email: string | null;
  note: string | null;
  version: number;
  updated_at: Instant;
}
export interface ContactInput {
  name: string;
  title?: string | null;
  department?: string | null;
  phone?: string | null;
  email?: string | null;
  note?: string | null;
}
export interface CustomerView {
  id: Id;
  number: string;
  name: string;
  legal_id: string | null;
  class: CustomerClass;
  industry: string | null;
  ownership: string | null;
  parent: Ref | null;
  region: string | null;
  website: string | null;
  note: string | null;
  unit: Ref;
  owner: Ref;
  history: boolean;
  version: number;
  created_at: Instant;
  updated_at: Instant;
  contacts: ContactView[];
  allowed: AllowedAction[];
}
export interface CustomerInput {
  name: string;
  legal_id?: string | null;
  class?: CustomerClass;
  industry?: string | null;
  ownership?: string | null;
  parent_id?: Id | null;
  region?: string | null;
  website?: string | null;
  note?: string | null;
  unit_id?: Id;
  owner_id?: Id;
}
export interface DuplicateView {
  /** Null outside the caller's reach: then only the owner is told. */
  name: string | null;
  owner: string;
  mine: boolean;
  id: Id | null;
}

// ---------- lead
export type LeadStatus = "new" | "nurturing" | "converted" | "closed";
export type LeadGrade = "cold" | "warm" | "hot";
export type LeadSource =
  | "visit"
  | "customer_network"
  | "delivery"
  | "marketing"
  | "referral"
  | "website"
  | "prospecting"
  | "partner"
  | "tender_notice"
  | "service"
  | "research"
  | "budget_table";
export type LeadAdvice =
  | "close"
  | "convert"
  | "convert_with_sponsor"
  | "nurture_4_weeks"
  | "nurture_12_weeks"
  | "close_or_pool";
export type LeadCloseReason =
  | "not_real"
  | "out_of_scope"
  | "duplicate"
  | "no_budget"
  | "customer_unfit"
  | "lost_early"
  | "no_answer"
  | "other";
export type BudgetState = "none" | "planned" | "requested" | "approved";
export type Three = 1 | 2 | 3;
export type Odds = "high" | "medium" | "low";
export interface LeadRow {
  id: Id;
  number: string;
  title: string;
  customer_name: string | null;
  status: LeadStatus;
  grade: LeadGrade | null;
  completeness: number;
  amount_minor: number | null;
  currency: string;
  entry_on: Day | null;
  review_on: Day | null;
  collector: string;
  owner: string;
  unit: string;
  updated_at: Instant;
  version: number;
}
export interface LeadInput {
  title: string;
  customer_id?: Id | null;
  customer_name?: string | null;
  contact_name?: string | null;
  contact_phone?: string | null;
  source?: LeadSource | null;
  owner_id?: Id;
  unit_id?: Id;
  amount_minor?: number | null;
  currency?: string;
  entry_on?: Day | null;
  pain?: string | null;
  pain_reach?: string | null;
  solution_idea?: string | null;
  product_id?: Id | null;
  benefit?: string | null;
  budget_source?: string | null;
  budget_state?: BudgetState | null;
  investment_leader?: string | null;
  decision_makers?: string | null;
  stakeholders?: string | null;
  urgency?: Three | null;
  maturity?: Three | null;
  agreement?: Three | null;
  entry?: Three | null;
  grade_override?: LeadGrade | null;
  grade_override_reason?: string | null;
}
export interface LeadView extends Omit<LeadInput, "customer_id" | "owner_id" | "unit_id" | "product_id"> {
  id: Id;
  number: string;
  status: LeadStatus;
  customer: Ref | null;
  owner: Ref;
  collector: Ref;
  unit: Ref;
  product: Ref | null;
  elements: { pain: boolean; idea: boolean; budget: boolean; people: boolean };
  completeness: number;
  grade: LeadGrade | null;
  computed_grade: LeadGrade | null;
  grade_capped: boolean;
  verification: {
    verifier: Ref;
    verified_at: Instant;
    is_lead: boolean;
    distance: LeadGrade | null;
    win: Odds | null;
    advice: LeadAdvice;
    note: string | null;
  } | null;
  review_on: Day | null;
  close_reason: LeadCloseReason | null;
  close_note: string | null;
  opportunity: Ref | null;
  exit: ExitReport | null;
  version: number;
  created_at: Instant;
  updated_at: Instant;
  allowed: AllowedAction[];
}
export interface LeadVerifyInput {
  is_lead: boolean;
  distance?: LeadGrade;
  win?: Odds;
  note?: string;
}
export interface LeadConvertInput {
  opportunity_title: string;
  customer?: CustomerInput;
  contact?: ContactInput;
  expected_sign_on?: Day;
}
export interface BulkResult {
  results: {
    id: Id;
    outcome: "updated" | "refused" | "stale" | "not_found" | "forbidden" | "invalid" | "busy" | "failed";
    problem?: Problem;
  }[];
}

// ---------- opportunity
export type Stage = "validating" | "guiding" | "proposing" | "negotiating" | "won" | "lost" | "abandoned";
export type ProjectGrade = "extra_major" | "major" | "important" | "general" | "trivial";
export type ProjectType =
  | "central_tender"
  | "provincial_tender"
  | "generation"
  | "own_project"
  | "matching"
  | "service"
  | "export"
  | "other";
export type Procurement = "tender" | "negotiated" | "direct" | "framework";
export type LossReason =
  | "price"
  | "relationship"
  | "solution"
  | "delivery"
  | "payment_terms"
  | "competitor"
  | "customer_cancelled"
  | "no_budget"
  | "credit"
  | "other";
export interface OpportunityRow {
  id: Id;
  number: string;
  title: string;
  customer: string;
  stage: Stage;
  on_hold: boolean;
  rung: number;
  amount_minor: number;
  currency: string;
  expected_sign_on: Day | null;
  project_grade: ProjectGrade | null;
  owner: string;
  unit: string;
  updated_at: Instant;
  version: number;
}
export interface StageSum {
  currency: string;
  amount_minor: number;
  weighted_minor: number;
}
export interface BoardColumn {
  stage: Stage;
  code: string;
  title: Texts;
  count: number;
  sums: StageSum[];
  cards: OpportunityRow[];
  next: string | null;
}
export interface OpportunityInput {
  title: string;
  customer_id: Id;
  need?: string | null;
  amount_minor: number;
  currency?: string;
  expected_sign_on?: Day | null;
  project_type?: ProjectType | null;
  project_grade?: ProjectGrade | null;
  procurement?: Procurement | null;
  competitors?: string | null;
  customer_step?: string | null;
  guidance_done?: boolean;
  owner_id?: Id;
  unit_id?: Id;
}
export type TeamRole = "ar" | "sr" | "fr" | "sponsor" | "member";
export interface TeamMember {
  user: Ref;
  role: TeamRole;
}
export interface ScorecardView {
  card: "win" | "pay";
  scores: Record<string, number>;
  index: number;
  band: string;
  scored_by: Ref;
  scored_at: Instant;
}
export interface ScorecardDefinition {
  key: "win" | "pay";
  title: Texts;
  factors: { key: string; title: Texts; options: Texts[] }[];
  bands: { key: string; title: Texts; at_least: number; consequence?: Texts }[];
}
export interface OpportunityView {
  id: Id;
  number: string;
  title: string;
  customer: Ref;
  lead: Ref | null;
  need: string | null;
  amount_minor: number;
  currency: string;
  weighted_minor: number;
  expected_sign_on: Day | null;
  project_type: ProjectType | null;
  project_grade: ProjectGrade | null;
  suggested_grade: ProjectGrade;
  procurement: Procurement | null;
  competitors: string | null;
  customer_step: string | null;
  guidance_done: boolean;
  stage: Stage;
  stage_since: Instant;
  on_hold: boolean;
  hold_reason: string | null;
  review_on: Day | null;
  rung: number;
  loss_reason: LossReason | null;
  loss_note: string | null;
  closed_on: Day | null;
  owner: Ref;
  unit: Ref;
  process: { key: string; version: number };
  history: boolean;
  team: TeamMember[];
  scorecards: { win: ScorecardView | null; pay: ScorecardView | null };
  version: number;
  created_at: Instant;
  updated_at: Instant;
  allowed: AllowedAction[];
}
export interface LadderView {
  rungs: {
    percent: number;
    key: string;
    title: Texts;
    state: Texts;
    questions: { key: string; text: Texts }[];
  }[];
}
export interface RecordLadder {
  rung: number;
  answers: { question: string; yes: boolean; evidence: string | null; by: Ref; at: Instant }[];
}

// ---------- decision
export type RecordKind = string;
export type StageState = "done" | "current" | "next" | "later" | "stopped";
export type GateState = "none" | "open" | "requested" | "passed" | "rework" | "hold" | "no_go" | "expired";
export interface CriterionState {
  key: string;
  text: Texts;
  hard: boolean;
  control_point: string | null;
  /** What to do when it is not met. */
  hint?: Texts | null;
  /** The facts that it looks at: the fields to fill. */
  facts?: string[];
  met: boolean;
  actual: string | null;
}
export interface ExitReport {
  kind: string;
  from: string;
  to: string;
  gate: string | null;
  criteria: CriterionState[];
  ready: boolean;
}
export interface PathStage {
  key: string;
  code: string;
  title: Texts;
  goal: Texts;
  state: StageState;
  gate: string | null;
  gate_state: GateState;
}
export interface PathView {
  kind: string;
  current: string;
  stages: PathStage[];
  exit: ExitReport | null;
  /** The gate that may be decided now: the one ahead, or the one that opened the stage. */
  gate?: string | null;
  open_request: DecisionRow | null;
  deciders: Ref[];
}
export type Outcome = "go" | "rework" | "hold" | "no_go";
export type DecisionStatus = "submitted" | "decided" | "withdrawn";
export interface DecisionRow {
  id: Id;
  kind: RecordKind;
  record_id: Id;
  record_number: string;
  record_title: string;
  gate: string;
  round: number;
  status: DecisionStatus;
  outcome: Outcome | null;
  effective: boolean;
  proposer: string;
  proposed_at: Instant;
  due_on: Day;
  decided_at: Instant | null;
  valid_until: Day | null;
  version: number;
  mine: boolean;
}
export interface DecisionView extends Omit<DecisionRow, "proposer"> {
  proposer: Ref;
  decider: Ref | null;
  note: string | null;
  reason: string | null;
  review_on: Day | null;
  checklist: CriterionState[];
  live: CriterionState[];
  snapshot: unknown;
  process: { key: string; version: number };
  allowed: AllowedAction[];
}
export interface DecisionInput {
  kind: RecordKind;
  record_id: Id;
  gate: string;
  note?: string;
  version: number;
}
export interface OutcomeInput {
  outcome: Outcome;
  reason?: string;
  review_on?: Day;
}

// ---------- work
export interface TimelineEntry {
  id: Id;
  at: Instant;
  actor: Ref | null;
  verb: string;
  changes: { field: string; before: unknown; after: unknown }[];
  note: string | null;
  channel: "page" | "import" | "job" | "token" | "system";
}
export interface FileView {
  id: Id;
  name: string;
  media_type: string;
  size_bytes: number;
  sha256: string;
  purpose: string | null;
  uploaded_by: Ref;
  created_at: Instant;
  version: number;
}
export interface SearchHit {
  kind: string;
  id: Id;
  number: string;
  title: string;
  subtitle: string | null;
  stage?: string | null;
}

// ---------- bid
export type QuotationStatus = "draft" | "submitted" | "authorised" | "superseded" | "withdrawn" | "expired";
export interface QuotationLine {
  id: Id;
  position: number;
  product: Ref | null;
  description: string;
  quantity_milli: number;
  unit: string | null;
  list_price_minor: number;
  discount_bp: number;
  net_price_minor: number;
  amount_minor: number;
  unit_cost_minor?: number | null;
}
export interface QuotationView {
  id: Id;
  number: string;
  opportunity: Ref;
  revision: number;
  status: QuotationStatus;
  valid_until: Day | null;
  currency: string;
  lines: QuotationLine[];
  list_total_minor: number;
  discount_minor: number;
  total_minor: number;
  cost_total_minor?: number | null;
  margin_minor?: number | null;
  margin_bp?: number | null;
  payment_terms: string | null;
  delivery_terms: string | null;
  note: string | null;
  withdraw_reason: string | null;
  submitted_at: Instant | null;
  submitted_by: Ref | null;
  version: number;
  created_at: Instant;
  updated_at: Instant;
  allowed: AllowedAction[];
}
export interface QuotationLineInput {
  /** The line that it was before. */
  id?: Id;
  product_id?: Id | null;
  description: string;
  quantity_milli: number;
  unit?: string | null;
  list_price_minor: number;
  discount_bp: number;
  unit_cost_minor?: number | null;
}
export interface QuotationInput {
  valid_until?: Day | null;
  payment_terms?: string | null;
  delivery_terms?: string | null;
  note?: string | null;
  lines: QuotationLineInput[];
}
export interface QuotationRow {
  id: Id;
  number: string;
  opportunity: string;
  opportunity_id: Id;
  revision: number;
  status: QuotationStatus;
  total_minor: number;
  currency: string;
  valid_until: Day | null;
  owner: string;
  updated_at: Instant;
  version: number;
}

// ---------- contract
export type ContractStage =
  | "draft"
  | "authorised"
  | "signed"
  | "registered"
  | "executing"
  | "fulfilled"
  | "closed"
  | "terminated";
export type PlanStatus = "waiting" | "invoiceable" | "part_invoiced" | "invoiced" | "part_paid" | "paid";
export type MilestoneKind =
  | "contract_effective"
  | "design_frozen"
  | "ready_to_ship"
  | "delivered"
  | "installed"
  | "commissioned"
  | "final_acceptance"
  | "warranty_end";
export interface ContractRow {
  id: Id;
  number: string;
  title: string;
  customer: string;
  stage: ContractStage;
  amount_minor: number;
  currency: string;
  signed_on: Day | null;
  owner: string;
  unit: string;
  updated_at: Instant;
  version: number;
}
export interface PlanLineInput {
  label: string;
  amount_minor: number;
  trigger: MilestoneKind;
  payment_days: number;
  planned_on?: Day | null;
}
export interface PlanLine {
  id: Id;
  position: number;
  label: string;
  amount_minor: number;
  currency: string;
  trigger: MilestoneKind;
  payment_days: number;
  planned_on: Day | null;
  forecast_on: Day | null;
  due_on: Day | null;
  triggered_on: Day | null;
  version: number;
}
/** A line of a payment plan with its money, from the cash step. */
export interface PlanLineMoney extends PlanLine {
  status: PlanStatus;
  invoiced_minor: number;
  received_minor: number;
  open_minor: number;
  overdue_days: number;
}
export interface PaymentTemplate {
  key: string;
  title: Texts;
  lines: { label: Texts; share_bp: number; trigger: MilestoneKind; days: number }[];
}
export interface Handover {
  state: "none" | "proposed" | "accepted" | "refused";
  by: Ref | null;
  at: Instant | null;
  note: string | null;
}
export interface ContractView {
  id: Id;
  number: string;
  title: string;
  customer: Ref;
  opportunity: Ref;
  quotation: Ref;
  stage: ContractStage;
  amount_minor: number;
  tax_bp: number;
  currency: string;
  payment_terms: string | null;
  delivery_terms: string | null;
  warranty_months: number | null;
  penalty_terms: string | null;
  special_promises: string | null;
  customer_signer: string | null;
  our_signer: Ref | null;
  signed_on: Day | null;
  effective_on: Day | null;
  plan_template: string | null;
  plan: PlanLine[];
  /** Amount less the lines of the plan: 0 when it is whole. */
  plan_rest_minor: number;
  handover: Handover;
  terminate_reason: string | null;
  owner: Ref;
  unit: Ref;
  fr: Ref | null;
  version: number;
  created_at: Instant;
  updated_at: Instant;
  allowed: AllowedAction[];
}
export interface ContractPatch {
  title?: string;
  amount_minor?: number;
  payment_terms?: string | null;
  delivery_terms?: string | null;
  warranty_months?: number | null;
  penalty_terms?: string | null;
  special_promises?: string | null;
  customer_signer?: string | null;
  effective_on?: Day | null;
  tax_bp?: number;
}

// ---------- delivery
export interface MilestoneView {
  id: Id;
  contract_id: Id;
  contract: Ref;
  customer: Ref;
  kind: MilestoneKind;
  label: string;
  planned_on: Day | null;
  forecast_on: Day | null;
  contract_on: Day | null;
  actual_on: Day | null;
  status: "planned" | "reached" | "accepted";
  evidence: FileView[];
  accepted_by: Ref | null;
  accepted_at: Instant | null;
  note: string | null;
  owner: Ref;
  version: number;
  allowed: AllowedAction[];
}
export interface MilestoneRow {
  id: Id;
  contract_id: Id;
  contract: string;
  customer: string;
  kind: MilestoneKind;
  label: string;
  status: MilestoneView["status"];
  planned_on: Day | null;
  forecast_on: Day | null;
  contract_on: Day | null;
  actual_on: Day | null;
  owner: string;
  updated_at: Instant;
  version: number;
}
export interface MilestoneInput {
  kind: MilestoneKind;
  label?: string;
  planned_on?: Day | null;
  contract_on?: Day | null;
}

// ---------- cash
export type Bucket = "not_due" | "d1_30" | "d31_60" | "d61_90" | "d91_180" | "d181_365" | "over_365";
export interface ReceivableRow {
  id: Id;
  contract_id: Id;
  contract: string;
  customer_id: Id;
  customer: string;
  label: string;
  amount_minor: number;
  currency: string;
  invoiced_minor: number;
  received_minor: number;
  open_minor: number;
  status: PlanStatus;
  due_on: Day | null;
  forecast_on: Day | null;
  overdue_days: number;
  bucket: Bucket;
  owner: string;
  version: number;
}
export interface InvoiceView {
  id: Id;
  number: string;
  invoice_no: string | null;
  contract: Ref;
  plan_line: Ref;
  customer: Ref;
  amount_minor: number;
  currency: string;
  issued_on: Day;
  due_on: Day;
  status: "issued" | "part_settled" | "settled" | "voided";
  allocated_minor: number;
  open_minor: number;
  overdue_days: number;
  void_reason: string | null;
  version: number;
  created_at: Instant;
  updated_at: Instant;
  allowed: AllowedAction[];
}
export interface InvoiceRow {
  id: Id;
  number: string;
  invoice_no: string | null;
  contract_id: Id;
  contract: string;
  customer_id: Id;
  customer: string;
  amount_minor: number;
  allocated_minor: number;
  currency: string;
  state: "issued" | "voided";
  issued_on: Day;
  due_on: Day;
  owner: string;
  updated_at: Instant;
  version: number;
}
export interface InvoiceInput {
  amount_minor: number;
  issued_on: Day;
  invoice_no?: string;
}
export interface ReceiptInput {
  customer_id: Id;
  amount_minor: number;
  currency: string;
  received_on: Day;
  bank_reference?: string;
  method: "transfer" | "acceptance_bill" | "offset";
  note?: string;
}
export interface ReceiptRow {
  id: Id;
  number: string;
  customer: string;
  customer_id: Id;
  amount_minor: number;
  currency: string;
  received_on: Day;
  method: ReceiptInput["method"];
  bank_reference: string | null;
  allocated_minor: number;
  updated_at: Instant;
  version: number;
}
export interface ReceiptView {
  id: Id;
  number: string;
  customer: Ref;
  amount_minor: number;
  currency: string;
  received_on: Day;
  bank_reference: string | null;
  method: ReceiptInput["method"];
  note: string | null;
  allocated_minor: number;
  open_minor: number;
  allocations: { id: Id; invoice: Ref; amount_minor: number; version: number }[];
  version: number;
  created_at: Instant;
  updated_at: Instant;
  allowed: AllowedAction[];
}

// ---------- insight
export interface FunnelView {
  stages: { stage: Stage; code: string; title: Texts; count: number; sums: StageSum[] }[];
}
export interface AgeingView {
  buckets: { bucket: Bucket; count: number; sums: { currency: string; open_minor: number }[] }[];
}
export interface MoneyBar {
  currency: string;
  planned_minor: number;
  invoiced_minor: number;
  received_minor: number;
  remaining_minor: number;
  overdue_minor: number;
}
export interface WorkTask {
  kind: RecordKind;
  record_id: Id;
  number: string;
  title: string;
  task: string;
  due_on: Day | null;
}
export interface WorkbenchView {
  decisions: DecisionRow[];
  tasks: WorkTask[];
  overdue: ReceivableRow[];
  overdue_bars: MoneyBar[];
  counts: { decisions: number; tasks: number; overdue: number };
}

// ---------- exchange
export type ImportMode = "create" | "history";
export interface ImportField {
  key: string;
  title: Texts;
  required: boolean;
  type: "text" | "money" | "day" | "integer" | "enum" | "reference";
  values?: string[];
}
export interface ImportKind {
  kind: string;
  title: Texts;
  modes: ImportMode[];
  fields: ImportField[];
}
export interface ImportOptions {
  mode: ImportMode;
  missing_account: "skip" | "placeholder";
  update: boolean;
  currency: string;
  day_order?: "auto" | "mdy" | "dmy";
}
export type ImportStatus =
  | "draft"
  | "checking"
  | "checked"
  | "running"
  | "done"
  | "failed"
  | "undoing"
  | "undone";
/** What the person should know about how the file is read; `field` is empty when it is the whole file. */
export interface ImportNote {
  field: string;
  code: string;
  params: Record<string, string | number>;
}
export interface UnmatchedValue {
  value: string;
  count: number;
  suggestion: string | null;
  candidates: string[];
}
export interface ImportResult {
  created: number;
  updated: number;
  skipped: number;
  failed: number;
  /** By heading, for example a stage. */
  totals: Record<string, { count: number; amount_minor: number; currency: string }>;
  undone?: number;
  kept?: number;
}
export interface ImportRow {
  id: Id;
  kind: string | null;
  file_name: string;
  rows: number;
  status: ImportStatus;
  dry_run: boolean;
  result: ImportResult | null;
  created_at: Instant;
  created_by: string;
  version: number;
}
export interface ImportView {
  id: Id;
  kind: string | null;
  file_name: string;
  encoding: string;
  rows: number;
  columns: { name: string; samples: string[] }[];
  mapping: Record<string, string>;
  values: Record<string, Record<string, string>>;
  unmatched: Record<string, UnmatchedValue[]>;
  notes?: ImportNote[];
  options: ImportOptions;
  status: ImportStatus;
  dry_run: boolean;
  progress: { done: number; total: number };
  result: ImportResult | null;
  version: number;
  created_at: Instant;
  created_by: Ref;
  allowed: AllowedAction[];
}
export interface ImportMappingInput {
  kind: string;
  mapping: Record<string, string>;
  values: Record<string, Record<string, string>>;
  options: ImportOptions;
}
export interface ImportPreview {
  rows: {
    row: number;
    values: Record<string, string>;
    problems: { field: string; code: string; params?: Record<string, string | number> }[];
  }[];
}
