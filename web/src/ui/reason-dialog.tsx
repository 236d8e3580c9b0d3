import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "@/api/problem";
import type { Problem } from "@/api/types";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Field } from "./field";
import { ProblemNote } from "./problem-note";

interface Answer {
  note: string;
  /** A day such as the next review, when asked for. */
  day: string;
}

/** A thrown problem is shown in the dialog, which then stays open. */
type Confirmed<Reason extends string> =
  | {
      /** Reason codes to pick from; one must be picked. */
      reasons: { value: Reason; label: string }[];
      onReason: (reason: Reason, answer: Answer) => Promise<void>;
    }
  | { reasons?: undefined; onConfirm: (answer: Answer) => Promise<void> };

type ReasonDialogProps<Reason extends string> = Confirmed<Reason> & {
  title: string;
  text?: ReactNode;
  confirmLabel: string;
  isDangerous?: boolean;
  /** What is picked, when it is no reason. */
  reasonLabel?: string;
  /** Reason codes that need words too, such as "other". */
  noteNeededFor?: string[];
  note?: "none" | "optional" | "required";
  noteLabel?: string;
  /** Asks for a day, not before `dayFrom`. */
  dayLabel?: string;
  dayFrom?: string;
  onClose: () => void;
};

/** Asks before something that matters: plainly, with a reason, with words, with a day. */
export function ReasonDialog<Reason extends string>(props: ReasonDialogProps<Reason>) {
  const { t } = useTranslation();
  const form = useId();
  const [reason, setReason] = useState<Reason>();
  const [answer, setAnswer] = useState<Answer>({ note: "", day: "" });
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const noteRequired =
    props.note === "required" || (reason !== undefined && props.noteNeededFor?.includes(reason));
  const missing = {
    reason: Boolean(props.reasons) && !reason,
    note: noteRequired && !answer.note.trim(),
    day:
      Boolean(props.dayLabel) && (!answer.day || (props.dayFrom !== undefined && answer.day < props.dayFrom)),
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing.reason || missing.note || missing.day) return;
    setBusy(true);
    try {
      const given = { ...answer, note: answer.note.trim() };
      if (!props.reasons) await props.onConfirm(given);
      else if (reason) await props.onReason(reason, given);
      props.onClose();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={props.onClose}>{t("cancel")}</Button>
          <Button type="submit" form={form} busy={isBusy} kind={props.isDangerous ? "danger" : "primary"}>
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        {props.text ? <p>{props.text}</p> : null}
        {props.reasons ? (
          <Field
            label={props.reasonLabel ?? t("reason")}
            isRequired
            error={isTried && missing.reason ? t("error:required") : undefined}
          >
            <select
              value={reason ?? ""}
              onChange={(event) =>
                setReason(props.reasons?.find((choice) => choice.value === event.target.value)?.value)
              }
            >
              <option value="">{t("choose")}</option>
              {props.reasons.map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.label}
                </option>
              ))}
            </select>
          </Field>
        ) : null}
        {props.dayLabel ? (
          <Field
            label={props.dayLabel}
            isRequired
            error={isTried && missing.day ? t("error:day_not_future") : undefined}
          >
            <input
              type="date"
              min={props.dayFrom}
              value={answer.day}
              onChange={(event) => setAnswer({ ...answer, day: event.target.value })}
            />
          </Field>
        ) : null}
        {props.note && props.note !== "none" ? (
          <Field
            label={props.noteLabel ?? t("note")}
            isRequired={noteRequired}
            error={isTried && missing.note ? t("error:required") : undefined}
          >
            <textarea
              value={answer.note}
              maxLength={4000}
              onChange={(event) => setAnswer({ ...answer, note: event.target.value })}
            />
          </Field>
        ) : null}
        {problem ? <ProblemNote problem={problem} /> : null}
      </form>
    </Dialog>
  );
}
