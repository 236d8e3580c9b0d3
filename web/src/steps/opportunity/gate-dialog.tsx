import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "@/api/problem";
import { useMe } from "@/api/session";
import type {
  CriterionState,
  OpportunityInput,
  OpportunityView,
  PathView,
  Problem,
  ProjectGrade,
  ProjectType,
} from "@/api/types";
import { pick } from "@/i18n";
import { Button } from "@/ui/button";
import { findAllowed } from "@/ui/can";
import { Dialog } from "@/ui/dialog";
import { Day } from "@/ui/display";
import { Field } from "@/ui/field";
import { FigureInput } from "@/ui/figure-input";
import { GateChecklist } from "@/ui/gate-checklist";
import { pathQuery } from "@/ui/path-query";
import { ProblemNote } from "@/ui/problem-note";
import { fieldErrorText, reasonText } from "@/ui/problem-text";
import { ErrorState, Skeleton } from "@/ui/states";
import { FixLink } from "./fix-link";
import styles from "./gate-dialog.module.css";
import { fixOf, INLINE_FIELDS, type InlineField, PROJECT_GRADES, PROJECT_TYPES } from "./model";
import { opportunityQuery } from "./queries";
import { useAdvance } from "./use-advance";

interface GateDialogProps {
  id: string;
  onClose: () => void;
  /** Says what came of it. */
  onDone: (text: string) => void;
}

/** The way to the next stage: what is missing, filled in here where it can be, and the request in the same press. */
export default function GateDialog({ id, onClose, onDone }: GateDialogProps) {
  const { t } = useTranslation("opportunity");
  const opportunity = useQuery(opportunityQuery(id));
  const path = useQuery(pathQuery("opportunity", id));
  if (opportunity.data && path.data)
    return <Content opportunity={opportunity.data} path={path.data} onClose={onClose} onDone={onDone} />;
  const failed = opportunity.error ?? path.error;
  return (
    <Dialog title={t("gate.title")} onClose={onClose}>
      {failed ? <ErrorState error={failed} /> : <Skeleton lines={6} />}
    </Dialog>
  );
}

function Content({
  opportunity,
  path,
  onClose,
  onDone,
}: {
  opportunity: OpportunityView;
  path: PathView;
} & Omit<GateDialogProps, "id">) {
  const { t } = useTranslation("opportunity");
  const form = useId();
  const advance = useAdvance(opportunity.id);
  const [patch, setPatch] = useState<Partial<OpportunityInput>>({});
  const [note, setNote] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [isSaved, setSaved] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const gate = path.exit?.gate ?? null;
  const to = path.stages.find((stage) => stage.key === path.exit?.to);
  const criteria = path.exit?.criteria ?? [];
  const missing = criteria.filter((criterion) => !criterion.met);
  const fields = INLINE_FIELDS.filter((field) => missing.some((criterion) => fieldOf(criterion) === field));
  const elsewhere = missing.filter((criterion) => criterion.hard && !fieldOf(criterion));
  const canEdit = findAllowed(opportunity.allowed, "edit")?.allowed ?? false;
  const may = findAllowed(opportunity.allowed, gate ? "request_decision" : "advance");
  const names = path.deciders.map((person) => person.name).join(t("common:list_comma"));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    setSaved(false);
    try {
      const came = await advance(opportunity, path, patch, note.trim() || undefined);
      setPatch({});
      if (came === "missing") return setSaved(true);
      onDone(came === "requested" ? t("gate.requested") : t("gate.advanced"));
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  const isFilled = Object.values(patch).some((value) => value !== null && value !== "");
  const isDue = elsewhere.length === 0;
  const label = gate ? t("gate.request") : t("gate.advance", { stage: to ? pick(to.title) : "" });
  // What only stands in the way because something is missing is no reason to hide the way to fill it in.
  const isBarred = may !== undefined && !may.allowed && !SOFT_REASONS.includes(may.reason ?? "");
  const canSend = !path.open_request && !isBarred && (isDue || isFilled);
  return (
    <Dialog
      title={
        gate
          ? t("gate.before", { gate: t(`value:gate.${gate}`), stage: to ? pick(to.title) : "" })
          : t("gate.title")
      }
      onClose={onClose}
      width={620}
      footer={
        <>
          <Button onClick={onClose}>{canSend ? t("common:cancel") : t("common:close")}</Button>
          {canSend ? (
            <Button type="submit" form={form} kind="primary" busy={isBusy}>
              {isDue ? label : t("common:save")}
            </Button>
          ) : null}
        </>
      }
    >
      <form id={form} onSubmit={send} noValidate className={styles.form}>
        <p className={styles.title}>
          <b>{opportunity.title}</b> <span className="num">{opportunity.number}</span>
        </p>
        {path.open_request ? (
          <p className={styles.open}>
            <Link to={`/decisions/${path.open_request.id}` as "/"} onClick={onClose}>
              {t("common:gate.requested", {
                name: path.open_request.proposer,
                round: path.open_request.round,
              })}
            </Link>{" "}
            {t("field:due_on")} <Day day={path.open_request.due_on} />
          </p>
        ) : null}
        {isBarred && !path.open_request ? (
          <p className={styles.barred}>{reasonText(t, may?.reason)}</p>
        ) : null}
        <GateChecklist
          criteria={criteria}
          isFolded
          currency={opportunity.currency}
          fix={(criterion) => <FixLink id={opportunity.id} criterion={criterion} onLeave={onClose} />}
        />
        {isSaved ? (
          <p className={styles.saved} role="status">
            {t("gate.still_missing", { count: missing.length })}
          </p>
        ) : null}
        {canEdit && fields.length > 0 && !path.open_request ? (
          <fieldset className={styles.fields}>
            <legend>{t("gate.fill")}</legend>
            {fields.map((field) => (
              <InlineInput
                key={field}
                field={field}
                opportunity={opportunity}
                value={patch[field]}
                onChange={(value) => setPatch({ ...patch, [field]: value })}
                problem={problem}
              />
            ))}
          </fieldset>
        ) : null}
        {gate && isDue && !path.open_request && !isBarred ? (
          <>
            <p className={styles.deciders}>
              {names ? t("common:decision.goes_to", { names }) : t("common:decision.no_decider")}
            </p>
            <Field label={t("common:decision.note")} help={t("common:decision.frozen")}>
              <textarea value={note} maxLength={4000} onChange={(event) => setNote(event.target.value)} />
            </Field>
          </>
        ) : null}
        {!isDue && !path.open_request && !isBarred ? (
          <p className={styles.deciders}>{t("gate.elsewhere", { count: elsewhere.length })}</p>
        ) : null}
        {problem ? <ProblemNote problem={{ ...problem, errors: undefined }} /> : null}
      </form>
    </Dialog>
  );
}

const SOFT_REASONS = ["not_ready", "gate_unmet", "decision_needed"];

function fieldOf(criterion: CriterionState): InlineField | null {
  const fix = fixOf(criterion);
  return fix && "field" in fix ? fix.field : null;
}

/** One missing field of the record, by its kind. */
function InlineInput({
  field,
  opportunity,
  value,
  onChange,
  problem,
}: {
  field: InlineField;
  opportunity: OpportunityView;
  value: Partial<OpportunityInput>[InlineField];
  onChange: (value: Partial<OpportunityInput>[InlineField]) => void;
  problem: Problem | null;
}) {
  const { t } = useTranslation("opportunity");
  const me = useMe();
  const found = problem?.errors?.find((item) => item.pointer === `/${field}`);
  const error = found ? fieldErrorText(t, found) : undefined;
  const label = t(`field:${field}`);
  switch (field) {
    case "need":
      return (
        <Field label={label} error={error}>
          <textarea
            value={(value as string | null) ?? opportunity.need ?? ""}
            maxLength={4000}
            onChange={(event) => onChange(event.target.value)}
          />
        </Field>
      );
    case "amount_minor":
      return (
        <Field label={`${label} (${opportunity.currency})`} error={error}>
          <FigureInput
            kind="money"
            currency={opportunity.currency}
            value={(value as number | null | undefined) ?? null}
            onChange={onChange}
          />
        </Field>
      );
    case "expected_sign_on":
      return (
        <Field label={label} error={error}>
          <input
            type="date"
            min={me.today}
            value={(value as string | null) ?? ""}
            onChange={(event) => onChange(event.target.value || null)}
          />
        </Field>
      );
    case "project_type":
      return (
        <Field label={label} error={error}>
          <select
            value={(value as string | null) ?? ""}
            onChange={(event) => onChange((event.target.value as ProjectType) || null)}
          >
            <option value="">{t("common:choose")}</option>
            {PROJECT_TYPES.map((item) => (
              <option key={item} value={item}>
                {t(`value:project_type.${item}`)}
              </option>
            ))}
          </select>
        </Field>
      );
    case "project_grade":
      return (
        <Field
          label={label}
          error={error}
          help={t("grade.suggested", {
            grade: t(`value:project_grade.${opportunity.suggested_grade}`),
          })}
        >
          <select
            value={(value as string | null) ?? ""}
            onChange={(event) => onChange((event.target.value as ProjectGrade) || null)}
          >
            <option value="">{t("common:choose")}</option>
            {PROJECT_GRADES.map((item) => (
              <option key={item} value={item}>
                {t(`value:project_grade.${item}`)}
              </option>
            ))}
          </select>
        </Field>
      );
    case "guidance_done":
      return (
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
          />
          {t("guidance.label")}
        </label>
      );
  }
}
