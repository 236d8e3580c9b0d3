import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CriterionState, PathView } from "@/api/types";
import { pick } from "@/i18n";
import { Day, Tag } from "./display";
import { GateChecklist } from "./gate-checklist";
import styles from "./gate-panel.module.css";
import { currentStage } from "./path-query";
import { GATE_HUES } from "./stage-path";

/** What a record still needs for its next step, who decides it, and how its request stands. */
export function GatePanel({
  path,
  actions,
  fix,
  currency,
}: {
  path: PathView;
  currency?: string;
  /** The button that requests the decision or moves on. */
  actions?: ReactNode;
  fix?: (criterion: CriterionState) => ReactNode;
}) {
  const { t } = useTranslation();
  const stage = currentStage(path);
  if (!stage || !path.exit) return null;
  const request = path.open_request;
  const names = path.deciders.map((person) => person.name).join(t("list_comma"));
  const to = path.stages.find((item) => item.key === path.exit?.to);
  return (
    <section className={styles.panel} aria-label={t("gate.next")}>
      <header>
        <h2>{stage.gate ? t(`value:gate.${stage.gate}`) : to ? pick(to.title) : t("gate.next")}</h2>
        {stage.gate ? (
          <Tag hue={GATE_HUES[stage.gate_state]}>{t(`value:gate_state.${stage.gate_state}`)}</Tag>
        ) : null}
      </header>
      {request ? (
        <p className={styles.request}>
          <Link to={`/decisions/${request.id}` as "/"}>
            {t("gate.requested", { name: request.proposer, round: request.round })}
          </Link>
          <small>
            {t("field:due_on")} <Day day={request.due_on} />
          </small>
        </p>
      ) : null}
      <GateChecklist criteria={path.exit.criteria} isFolded fix={fix} currency={currency} />
      {stage.gate ? (
        <p className={styles.deciders}>{names ? t("path.deciders", { names }) : t("decision.no_decider")}</p>
      ) : null}
      {actions ? <div className={styles.actions}>{actions}</div> : null}
    </section>
  );
}
