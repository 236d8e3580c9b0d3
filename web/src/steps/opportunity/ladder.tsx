import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { LadderView, OpportunityView, Problem, RecordLadder } from "@/api/types";
import { pick } from "@/i18n";
import { Button } from "@/ui/button";
import { findAllowed } from "@/ui/can";
import { Instant, Money, Tag } from "@/ui/display";
import { pathKey } from "@/ui/path-query";
import { ProblemNote } from "@/ui/problem-note";
import { reasonText } from "@/ui/problem-text";
import { ReasonDialog } from "@/ui/reason-dialog";
import { Section } from "@/ui/record-page";
import { ErrorState, Skeleton } from "@/ui/states";
import { timelineKey } from "@/ui/timeline";
import { useAction } from "@/ui/use-action";
import styles from "./ladder.module.css";
import { nextRung, openQuestions, type Rung } from "./model";
import { ladderQuery, opportunityKeys, recordLadderQuery } from "./queries";

/** The probability is earned rung by rung: questions with evidence on the way up, a note on the way down. */
export function LadderTab({ opportunity }: { opportunity: OpportunityView }) {
  const { t } = useTranslation("opportunity");
  const ladder = useQuery(ladderQuery);
  const known = useQuery(recordLadderQuery(opportunity.id));
  const [isDown, setDown] = useState(false);
  const failed = ladder.error ?? known.error;
  if (failed) return <ErrorState error={failed} onRetry={() => void known.refetch()} />;
  if (!ladder.data || !known.data) return <Skeleton lines={8} />;
  const may = findAllowed(opportunity.allowed, "climb");
  const canClimb = may?.allowed ?? false;
  const next = nextRung(ladder.data, opportunity.rung);
  const lower = ladder.data.rungs.filter((rung) => rung.percent < opportunity.rung);
  return (
    <Section
      title={t("ladder.title")}
      actions={
        canClimb && lower.length > 0 ? (
          <Button onClick={() => setDown(true)}>{t("ladder.down")}</Button>
        ) : null
      }
    >
      <p className={styles.intro}>
        {t("ladder.text")}{" "}
        <b>
          {t("weighted", { percent: opportunity.rung })}{" "}
          <Money minor={opportunity.weighted_minor} currency={opportunity.currency} isShort />
        </b>
      </p>
      {may && !canClimb ? <p className={styles.intro}>{reasonText(t, may.reason)}</p> : null}
      <ol className={styles.ladder} reversed>
        {[...ladder.data.rungs].reverse().map((rung) => (
          <RungRow
            key={rung.percent}
            rung={rung}
            opportunity={opportunity}
            answers={known.data.answers}
            isNext={rung === next}
            canClimb={canClimb}
          />
        ))}
      </ol>
      {isDown ? <DownDialog opportunity={opportunity} rungs={lower} onClose={() => setDown(false)} /> : null}
    </Section>
  );
}

function useChangeRung(opportunity: OpportunityView) {
  const queryClient = useQueryClient();
  const { t } = useTranslation("opportunity");
  const { id } = opportunity;
  const action = useAction([opportunityKeys.all, pathKey("opportunity", id), timelineKey("opportunity", id)]);
  const change = (body: {
    to: number;
    answers?: { question: string; yes: boolean; evidence?: string }[];
    note?: string;
  }) =>
    action.run(
      async () => {
        const view = await api.post("/opportunities/{id}/rung", {
          path: { id },
          body,
          version: opportunity.version,
        });
        queryClient.setQueryData(opportunityKeys.detail(id), view);
      },
      t("ladder.done", { percent: body.to }),
      { quiet: true },
    );
  return { change, isBusy: action.isBusy };
}

function RungRow({
  rung,
  opportunity,
  answers,
  isNext,
  canClimb,
}: {
  rung: Rung;
  opportunity: OpportunityView;
  answers: RecordLadder["answers"];
  isNext: boolean;
  canClimb: boolean;
}) {
  const { t } = useTranslation("opportunity");
  const isReached = rung.percent <= opportunity.rung;
  const isCurrent = rung.percent === opportunity.rung;
  const state = isCurrent ? "current" : isReached ? "reached" : isNext ? "next" : "later";
  const given = rung.questions.flatMap((question) => {
    const answer = answers.find((item) => item.question === question.key && item.yes);
    return answer ? [{ question, answer }] : [];
  });
  return (
    <li data-state={state} aria-current={isCurrent ? "step" : undefined}>
      <span className={styles.percent}>{t("percent", { percent: rung.percent })}</span>
      <div className={styles.body}>
        <p className={styles.name}>
          <b>{pick(rung.title)}</b> {isCurrent ? <Tag hue="blue">{t("ladder.here")}</Tag> : null}
          <small>{pick(rung.state)}</small>
        </p>
        {isNext && canClimb ? <ClimbForm rung={rung} opportunity={opportunity} answers={answers} /> : null}
        {isReached && given.length > 0 ? (
          <details>
            <summary>{t("ladder.answers", { count: given.length })}</summary>
            <ul className={styles.answers}>
              {given.map(({ question, answer }) => (
                <li key={question.key}>
                  <span>✓ {pick(question.text)}</span>
                  {answer.evidence ? <span className={styles.evidence}>{answer.evidence}</span> : null}
                  <small>
                    {answer.by.name} <Instant at={answer.at} isAgo />
                  </small>
                </li>
              ))}
            </ul>
          </details>
        ) : null}
      </div>
    </li>
  );
}

function ClimbForm({
  rung,
  opportunity,
  answers,
}: {
  rung: Rung;
  opportunity: OpportunityView;
  answers: RecordLadder["answers"];
}) {
  const { t } = useTranslation("opportunity");
  const id = useId();
  const open = openQuestions(rung, answers);
  const [given, setGiven] = useState<Record<string, { yes: boolean; evidence: string }>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const { change, isBusy } = useChangeRung(opportunity);
  const left = open.filter((question) => !given[question.key]?.yes).length;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    const sent = Object.entries(given)
      .filter(([, answer]) => answer.yes)
      .map(([question, answer]) => ({ question, yes: true, evidence: answer.evidence.trim() || undefined }));
    try {
      await change({ to: rung.percent, answers: sent });
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <form onSubmit={submit} className={styles.form}>
      <p className={styles.ask}>{t("ladder.ask", { percent: rung.percent })}</p>
      <ul>
        {open.map((question, index) => {
          const answer = given[question.key] ?? { yes: false, evidence: "" };
          const set = (next: Partial<typeof answer>) =>
            setGiven({ ...given, [question.key]: { ...answer, ...next } });
          return (
            <li key={question.key} data-yes={answer.yes || undefined}>
              <label>
                <input
                  type="checkbox"
                  checked={answer.yes}
                  onChange={(event) => set({ yes: event.target.checked })}
                />
                <span id={`${id}-${index}`}>{pick(question.text)}</span>
              </label>
              {answer.yes ? (
                <input
                  type="text"
                  className={styles.field}
                  value={answer.evidence}
                  maxLength={1000}
                  placeholder={t("ladder.evidence")}
                  aria-label={t("ladder.evidence")}
                  aria-describedby={`${id}-${index}`}
                  onChange={(event) => set({ evidence: event.target.value })}
                />
              ) : null}
            </li>
          );
        })}
      </ul>
      {problem ? <ProblemNote problem={problem} /> : null}
      <p className={styles.foot}>
        <Button type="submit" kind="primary" busy={isBusy} disabled={left > 0}>
          {t("ladder.climb", { percent: rung.percent })}
        </Button>
        {left > 0 ? <small>{t("ladder.left", { count: left })}</small> : null}
      </p>
    </form>
  );
}

function DownDialog({
  opportunity,
  rungs,
  onClose,
}: {
  opportunity: OpportunityView;
  rungs: LadderView["rungs"];
  onClose: () => void;
}) {
  const { t } = useTranslation("opportunity");
  const { change } = useChangeRung(opportunity);
  return (
    <ReasonDialog
      title={t("ladder.down")}
      text={t("ladder.down_text")}
      confirmLabel={t("ladder.down")}
      reasonLabel={t("field:rung")}
      reasons={[...rungs].reverse().map((rung) => ({
        value: String(rung.percent),
        label: `${t("percent", { percent: rung.percent })} ${pick(rung.title)}`,
      }))}
      note="required"
      noteLabel={t("common:reason")}
      onClose={onClose}
      onReason={async (percent, { note }) => {
        await change({ to: Number(percent), note });
      }}
    />
  );
}
