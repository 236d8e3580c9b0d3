import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "@/api/problem";
import { useMe } from "@/api/session";
import type { CriterionState, Day, Outcome, OutcomeInput, Problem, Ref } from "@/api/types";
import { Button } from "./button";
import styles from "./decision-dialog.module.css";
import { Dialog } from "./dialog";
import { Field } from "./field";
import { GateChecklist } from "./gate-checklist";
import { ProblemNote } from "./problem-note";

const OUTCOMES: Outcome[] = ["go", "rework", "hold", "no_go"];

/** Asks for a decision on a gate: shows what the decider will see, takes a note. */
export function RequestDecisionDialog({
  gate,
  criteria,
  deciders,
  onSubmit,
  onClose,
}: {
  gate: string;
  criteria: CriterionState[];
  deciders: Ref[];
  onSubmit: (note: string | undefined) => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const form = useId();
  const [note, setNote] = useState("");
  const { send, isBusy, problem } = useSend(onClose);
  return (
    <Dialog
      title={t("decision.request_title", { gate: t(`value:gate.${gate}`) })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form={form} kind="primary" busy={isBusy}>
            {t("decision.request")}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          void send(() => onSubmit(note.trim() || undefined));
        }}
      >
        <p className={styles.intro}>
          {deciders.length > 0
            ? t("decision.goes_to", { names: deciders.map((person) => person.name).join(t("list_comma")) })
            : t("decision.no_decider")}
        </p>
        {criteria.length > 0 ? <GateChecklist criteria={criteria} /> : null}
        <Field label={t("decision.note")} help={t("decision.frozen")}>
          <textarea value={note} maxLength={4000} onChange={(event) => setNote(event.target.value)} />
        </Field>
        {problem ? <ProblemNote problem={problem} /> : null}
      </form>
    </Dialog>
  );
}

/** Decides: go, rework, hold with the day of the next look, no-go with the reason. */
export function DecideDialog({
  gate,
  criteria,
  onSubmit,
  onClose,
}: {
  gate: string;
  criteria: CriterionState[];
  onSubmit: (input: OutcomeInput) => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const form = useId();
  const me = useMe();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [reason, setReason] = useState("");
  const [reviewOn, setReviewOn] = useState<Day>("");
  const [isTried, setTried] = useState(false);
  const { send, isBusy, problem } = useSend(onClose);
  const needsReason = outcome !== null && outcome !== "go";
  const isReasonMissing = needsReason && !reason.trim();
  const isDayMissing = outcome === "hold" && reviewOn <= me.today;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!outcome || isReasonMissing || isDayMissing) return;
    void send(() =>
      onSubmit({
        outcome,
        reason: reason.trim() || undefined,
        review_on: outcome === "hold" ? reviewOn : undefined,
      }),
    );
  };
  return (
    <Dialog
      title={t("decision.decide_title", { gate: t(`value:gate.${gate}`) })}
      onClose={onClose}
      width={600}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form={form} kind={outcome === "no_go" ? "danger" : "primary"} busy={isBusy}>
            {outcome ? t(`value:outcome.${outcome}`) : t("decision.decide")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <GateChecklist criteria={criteria} isFolded />
        <fieldset className={styles.outcomes}>
          <legend>{t("decision.outcome")}</legend>
          {OUTCOMES.map((item) => (
            <label key={item} data-outcome={item} data-picked={outcome === item || undefined}>
              <input
                type="radio"
                name="outcome"
                checked={outcome === item}
                onChange={() => setOutcome(item)}
              />
              <span>
                <b>{t(`value:outcome.${item}`)}</b>
                <small>{t(`decision.means.${item}`)}</small>
              </span>
            </label>
          ))}
        </fieldset>
        {isTried && !outcome ? (
          <p className={styles.wrong} role="alert">
            {t("decision.choose")}
          </p>
        ) : null}
        {outcome === "hold" ? (
          <Field
            label={t("decision.review_on")}
            isRequired
            error={isTried && isDayMissing ? t("error:day_not_future") : undefined}
          >
            <input
              type="date"
              min={me.today}
              value={reviewOn}
              onChange={(event) => setReviewOn(event.target.value)}
            />
          </Field>
        ) : null}
        {outcome ? (
          <Field
            label={needsReason ? t("decision.reason") : t("decision.comment")}
            isRequired={needsReason}
            error={isTried && isReasonMissing ? t("error:required") : undefined}
          >
            <textarea value={reason} maxLength={4000} onChange={(event) => setReason(event.target.value)} />
          </Field>
        ) : null}
        {problem ? <ProblemNote problem={problem} /> : null}
      </form>
    </Dialog>
  );
}

function useSend(onDone: () => void) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async (act: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await act();
      onDone();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { send, isBusy, problem };
}
