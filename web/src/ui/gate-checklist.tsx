import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CriterionState } from "@/api/types";
import { pick } from "@/i18n";
import styles from "./gate-checklist.module.css";
import { valueText } from "./value-text";

interface GateChecklistProps {
  criteria: CriterionState[];
  title?: string;
  /** What is missing first; what is met stands folded below. */
  isFolded?: boolean;
  /** Of the amounts among the criteria. */
  currency?: string;
  /** A way to meet a missing criterion, such as a link to the tab where it is filled in. */
  fix?: (criterion: CriterionState) => ReactNode;
}

/** The criteria of a gate: what is met, what is missing, which of them are hard. */
export function GateChecklist({ criteria, title, isFolded, fix, currency }: GateChecklistProps) {
  const { t } = useTranslation();
  const met = criteria.filter((criterion) => criterion.met);
  const missing = criteria.filter((criterion) => !criterion.met);
  const list = (items: CriterionState[]) => (
    <ul>
      {items.map((criterion) => (
        <Criterion key={criterion.key} criterion={criterion} fix={fix} currency={currency} />
      ))}
    </ul>
  );
  return (
    <div className={styles.checklist}>
      <p className={styles.head}>
        <b>{title ?? t("gate.checklist")}</b>
        <span className="num">{t("gate.met", { met: met.length, total: criteria.length })}</span>
      </p>
      <div className={styles.bar} aria-hidden="true">
        <i
          style={{ width: `${criteria.length === 0 ? 100 : (100 * met.length) / criteria.length}%` }}
          data-full={missing.length === 0 || undefined}
        />
      </div>
      {isFolded ? (
        <>
          {missing.length > 0 ? list(missing) : null}
          {met.length > 0 ? (
            <details open={missing.length === 0}>
              <summary>{t("gate.met_list", { count: met.length })}</summary>
              {list(met)}
            </details>
          ) : null}
        </>
      ) : (
        list(criteria)
      )}
    </div>
  );
}

/** The value found, in words; ids and plain yes or no say nothing more than the mark does. */
function actualText(t: TFunction, criterion: CriterionState, currency: string | undefined): string | null {
  const { actual, facts } = criterion;
  const fact = facts[0];
  if (!actual || /^(true|false|[0-9a-f]{8}-[0-9a-f-]{27})$/.test(actual)) return null;
  if (!fact) return actual;
  const isFigure = /_(minor|bp|at)$/.test(fact) && /^-?\d+$/.test(actual);
  if (fact.endsWith("_minor") && !currency) return null;
  return valueText(t, fact, isFigure ? Number(actual) : actual, undefined, currency);
}

function Criterion({
  criterion,
  fix,
  currency,
}: {
  criterion: CriterionState;
  fix?: GateChecklistProps["fix"];
  currency?: string;
}) {
  const { t } = useTranslation();
  const way = criterion.met ? null : fix?.(criterion);
  const actual = actualText(t, criterion, currency);
  return (
    <li data-met={criterion.met || undefined} data-hard={criterion.hard || undefined}>
      <span className={styles.mark} aria-hidden="true">
        {criterion.met ? "✓" : "○"}
      </span>
      <span>
        <span className="hidden-text">{criterion.met ? t("gate.is_met") : t("gate.is_missing")} </span>
        {pick(criterion.text)}
        {criterion.hard || criterion.met ? null : <small> {t("gate.soft")}</small>}
        {criterion.control_point ? <small> {criterion.control_point}</small> : null}
        {actual ? <small className={styles.actual}>{t("gate.actual", { value: actual })}</small> : null}
        {criterion.hint && !criterion.met ? (
          <small className={styles.actual}>{pick(criterion.hint)}</small>
        ) : null}
        {way ? <span className={styles.fix}>{way}</span> : null}
      </span>
    </li>
  );
}
