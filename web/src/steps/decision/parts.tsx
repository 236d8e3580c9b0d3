import { useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useMe } from "@/api/session";
import type { DecisionView } from "@/api/types";
import { findAllowed } from "@/ui/can";
import { DecideDialog } from "@/ui/decision-dialog";
import { OUTCOME_HUES } from "@/ui/decision-history";
import { Day, Instant, Person, Tag } from "@/ui/display";
import { pathKey } from "@/ui/path-query";
import { reasonText } from "@/ui/problem-text";
import { ReasonDialog } from "@/ui/reason-dialog";
import { timelineKey } from "@/ui/timeline";
import { toast } from "@/ui/toast";
import { daysBetween, urgencyOf } from "./model";
import styles from "./parts.module.css";
import { decisionKeys } from "./queries";

/** How much time is left, in words and, where it presses, in colour. */
export function DueTag({ dueOn }: { dueOn: string }) {
  const { t } = useTranslation("decision");
  const me = useMe();
  const urgency = urgencyOf(dueOn, me.today);
  const days = Math.abs(daysBetween(me.today, dueOn));
  return (
    <Tag hue={urgency === "overdue" ? "red" : urgency === "today" ? "amber" : "grey"}>
      {t(`due.${urgency === "later" ? "week" : urgency}`, { count: days })}
    </Tag>
  );
}

/** Why the reader cannot decide, when the request is still open; names who can. */
export function whyNot(t: TFunction<"decision">, decision: DecisionView, deciders: string): ReactNode {
  const may = findAllowed(decision.allowed, "decide");
  if (decision.status !== "submitted" || !may || may.allowed) return null;
  const own = may.reason === "own_proposal";
  return (
    <>
      <b>{own ? t("duty.own") : reasonText(t, may.reason)}</b> {own ? t("duty.own_text") : null}{" "}
      {deciders ? t("duty.deciders", { names: deciders }) : null}
    </>
  );
}

/** What was decided, by whom and why. */
export function OutcomeNote({ decision }: { decision: DecisionView }) {
  const { t } = useTranslation("decision");
  if (!decision.outcome) return null;
  return (
    <div className={styles.outcome} data-hue={OUTCOME_HUES[decision.outcome]}>
      <p>
        <Tag hue={OUTCOME_HUES[decision.outcome]}>{t(`value:outcome.${decision.outcome}`)}</Tag>
        <Person person={decision.decider} />
        <Instant at={decision.decided_at} />
        {decision.effective ? <Tag hue="green">{t("common:decision.effective")}</Tag> : null}
        {decision.valid_until ? (
          <span>
            {t("field:valid_until")} <Day day={decision.valid_until} />
          </span>
        ) : null}
        {decision.review_on ? (
          <span>
            {t("field:review_on")} <Day day={decision.review_on} />
          </span>
        ) : null}
      </p>
      {decision.reason ? <p className={styles.words}>{decision.reason}</p> : null}
    </div>
  );
}

/** What is no longer as it was asked for, and what to do about it. */
export function ChangedNote({ decision }: { decision: DecisionView }) {
  const { t } = useTranslation("decision");
  if (decision.changed.length === 0) return null;
  const names = decision.changed.map((name) => t(`field:${name}`)).join(t("common:list_comma"));
  return (
    <div className={styles.outcome} data-hue="amber" role="status">
      <p>
        <b>{t("changed.title", { names })}</b>
      </p>
      <p className={styles.words}>{t("error:material_changed")}</p>
    </div>
  );
}

/** What the proposer says to the decider. */
export function ProposerNote({ decision }: { decision: DecisionView }) {
  const { t } = useTranslation("decision");
  return decision.note ? (
    <figure className={styles.note}>
      <figcaption>{t("note.by", { name: decision.proposer.name })}</figcaption>
      <p className={styles.words}>{decision.note}</p>
    </figure>
  ) : null;
}

export type Asked = "decide" | "withdraw" | null;

/** Decides a request or takes it back, and brings everything that hangs on it up to date. */
export function DecisionDialogs({
  decision,
  asked,
  onClose,
  onDone,
}: {
  decision: DecisionView;
  asked: Asked;
  onClose: () => void;
  onDone?: () => void;
}) {
  const { t } = useTranslation("decision");
  const queryClient = useQueryClient();
  const { id, version, kind, record_id } = decision;
  const after = async (view: DecisionView, text: string) => {
    queryClient.setQueryData(decisionKeys.detail(id), view);
    const keys = [
      decisionKeys.list,
      ["decision", "of", kind, record_id],
      pathKey(kind, record_id),
      timelineKey(kind, record_id),
      [kind],
      ["insight"],
    ];
    await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
    toast.success(text);
    onDone?.();
  };
  if (asked === "decide")
    return (
      <DecideDialog
        gate={decision.gate}
        criteria={decision.live}
        onClose={onClose}
        onSubmit={async (input) => {
          const view = await api.post("/decisions/{id}/outcome", {
            path: { id },
            body: input,
            version,
          });
          await after(view, t("done.decided", { outcome: t(`value:outcome.${input.outcome}`) }));
        }}
      />
    );
  if (asked === "withdraw")
    return (
      <ReasonDialog
        title={t("withdraw.title")}
        text={t("withdraw.text")}
        confirmLabel={t("withdraw.action")}
        isDangerous
        note="optional"
        onClose={onClose}
        onConfirm={async ({ note }) => {
          const view = await api.post("/decisions/{id}/withdraw", {
            path: { id },
            body: { note: note || undefined },
            version,
          });
          await after(view, t("done.withdrawn"));
        }}
      />
    );
  return null;
}
