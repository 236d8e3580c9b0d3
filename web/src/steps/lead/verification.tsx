import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "@/api/problem";
import type { LeadGrade, LeadVerifyInput, LeadView, Odds, Problem } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Day, Instant, Person, Tag } from "@/ui/display";
import { Field } from "@/ui/field";
import { ProblemNote } from "@/ui/problem-note";
import { Section } from "@/ui/record-page";
import { StepChoice } from "@/ui/step-choice";
import { ADVICE_HUES, adviceOf, GRADES, ODDS } from "./model";
import styles from "./verification.module.css";

const DISTANCES: LeadGrade[] = [...GRADES].reverse();

/** What the verification found, or that it is still to come. */
export function Verification({ lead }: { lead: LeadView }) {
  const { t } = useTranslation("lead");
  const found = lead.verification;
  if (!found)
    return (
      <Section title={t("verify.title")} actions={<Tag hue="blue">{t("verify.pending")}</Tag>}>
        <p className={styles.hint}>{t("verify.pending_text", { name: lead.collector.name })}</p>
        <ol className={styles.questions}>
          <li>{t("verify.q1")}</li>
          <li>{t("verify.q2")}</li>
          <li>{t("verify.q3")}</li>
        </ol>
      </Section>
    );
  return (
    <Section
      title={t("verify.title")}
      actions={<Tag hue={ADVICE_HUES[found.advice]}>{t(`value:lead_advice.${found.advice}`)}</Tag>}
    >
      <dl className={styles.answers}>
        <div>
          <dt>{t("verify.q1")}</dt>
          <dd>{found.is_lead ? t("common:yes") : t("common:no")}</dd>
        </div>
        {found.distance ? (
          <div>
            <dt>{t("verify.q2")}</dt>
            <dd>{t(`value:lead_grade.${found.distance}`)}</dd>
          </div>
        ) : null}
        {found.win ? (
          <div>
            <dt>{t("verify.q3")}</dt>
            <dd>{t(`value:odds.${found.win}`)}</dd>
          </div>
        ) : null}
      </dl>
      <Matrix distance={found.distance} win={found.win} />
      {found.note ? <p className={styles.note}>{found.note}</p> : null}
      <p className={styles.by}>
        <Person person={found.verifier} /> <Instant at={found.verified_at} isAgo />
        {lead.review_on ? (
          <span>
            {t("field:review_on")} <Day day={lead.review_on} />
          </span>
        ) : null}
      </p>
    </Section>
  );
}

/** The result matrix of the three questions, with the present answer marked. */
function Matrix({ distance, win }: Pick<LeadVerifyInput, "distance" | "win">) {
  const { t } = useTranslation("lead");
  return (
    <table className={styles.matrix}>
      <caption className="hidden-text">{t("verify.matrix")}</caption>
      <thead>
        <tr>
          <td />
          {ODDS.map((odds) => (
            <th key={odds} scope="col">
              {t("verify.win_is", { odds: t(`value:odds.${odds}`) })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {DISTANCES.map((row) => (
          <tr key={row}>
            <th scope="row">{t(`value:lead_grade.${row}`)}</th>
            {ODDS.map((odds) => {
              const advice = adviceOf(true, row, odds);
              const isOn = row === distance && odds === win;
              return (
                <td key={odds} data-on={isOn || undefined} aria-current={isOn || undefined}>
                  {advice ? t(`value:lead_advice.${advice}`) : null}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Asks the three verification questions and shows at once what they recommend (method 4.5). */
export function VerifyDialog({
  lead,
  onClose,
  onSubmit,
}: {
  lead: LeadView;
  onClose: () => void;
  onSubmit: (input: LeadVerifyInput) => Promise<unknown>;
}) {
  const { t } = useTranslation("lead");
  const form = useId();
  const before = lead.verification;
  const [isLead, setIsLead] = useState<boolean | null>(before?.is_lead ?? null);
  const [distance, setDistance] = useState<LeadGrade | null>(before?.distance ?? null);
  const [win, setWin] = useState<Odds | null>(before?.win ?? null);
  const [note, setNote] = useState("");
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const advice = adviceOf(isLead, distance, win);
  const missing = (value: unknown) => (isTried && value === null ? t("error:required") : undefined);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isLead === null || (isLead && (!distance || !win))) return;
    setBusy(true);
    try {
      await onSubmit({
        is_lead: isLead,
        distance: isLead && distance ? distance : undefined,
        win: isLead && win ? win : undefined,
        note: note.trim() || undefined,
      });
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("verify.dialog", { title: lead.title })}
      onClose={onClose}
      width={640}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={form} kind="primary" busy={isBusy}>
            {t("verify.save")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className={styles.form}>
        <div>
          <StepChoice
            label={t("verify.q1")}
            options={[
              { value: "yes", label: t("verify.is_lead") },
              { value: "no", label: t("verify.no_lead") },
            ]}
            value={isLead === null ? null : isLead ? "yes" : "no"}
            onChange={(value) => setIsLead(value === "yes")}
            error={missing(isLead)}
          />
          <p className={styles.hint}>{t("verify.q1_hint")}</p>
        </div>
        {isLead === false ? null : (
          <>
            <div>
              <StepChoice
                label={t("verify.q2")}
                options={GRADES.map((value) => ({
                  value,
                  label: t(`value:lead_grade.${value}`),
                  hint: t(`verify.distance.${value}`),
                }))}
                value={distance}
                onChange={setDistance}
                error={isLead ? missing(distance) : undefined}
              />
              <p className={styles.hint}>{t("verify.q2_hint")}</p>
            </div>
            <div>
              <StepChoice
                label={t("verify.q3")}
                options={[...ODDS].reverse().map((value) => ({ value, label: t(`value:odds.${value}`) }))}
                value={win}
                onChange={setWin}
                error={isLead ? missing(win) : undefined}
              />
              <p className={styles.hint}>{t("verify.q3_hint")}</p>
            </div>
            <Matrix distance={distance} win={win} />
          </>
        )}
        <p className={styles.advice} role="status" data-empty={advice ? undefined : ""}>
          {advice ? (
            <>
              {t("verify.advice")} <b>{t(`value:lead_advice.${advice}`)}</b>
            </>
          ) : (
            t("verify.advice_open")
          )}
        </p>
        <Field label={t("verify.note")}>
          <textarea value={note} maxLength={2000} onChange={(event) => setNote(event.target.value)} />
        </Field>
        {problem ? <ProblemNote problem={problem} /> : null}
      </form>
    </Dialog>
  );
}
