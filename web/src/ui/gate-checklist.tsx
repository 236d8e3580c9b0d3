import { useTranslation } from "react-i18next";
import type { CriterionState } from "@/api/types";
import { pick } from "@/i18n";
import styles from "./gate-checklist.module.css";

/** The criteria of a gate: what is met, what is missing, which of them are hard. */
export function GateChecklist({ criteria, title }: { criteria: CriterionState[]; title?: string }) {
  const { t } = useTranslation();
  const met = criteria.filter((criterion) => criterion.met).length;
  return (
    <div className={styles.checklist}>
      <p className={styles.head}>
        <b>{title ?? t("gate.checklist")}</b>
        <span className="num">{t("gate.met", { met, total: criteria.length })}</span>
      </p>
      <div className={styles.bar} aria-hidden="true">
        <i
          style={{ width: `${criteria.length === 0 ? 100 : (100 * met) / criteria.length}%` }}
          data-full={met === criteria.length || undefined}
        />
      </div>
      <ul>
        {criteria.map((criterion) => (
          <li
            key={criterion.key}
            data-met={criterion.met || undefined}
            data-hard={criterion.hard || undefined}
          >
            <span className={styles.mark} aria-hidden="true">
              {criterion.met ? "✓" : "○"}
            </span>
            <span>
              <span className="hidden-text">{criterion.met ? t("gate.is_met") : t("gate.is_missing")} </span>
              {pick(criterion.text)}
              {criterion.hard || criterion.met ? null : <small> {t("gate.soft")}</small>}
              {criterion.control_point ? <small> {criterion.control_point}</small> : null}
              {criterion.actual ? (
                <small className={styles.actual}>{t("gate.actual", { value: criterion.actual })}</small>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
