import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import type { LeadGrade, LeadInput } from "@/api/types";
import { Day, Tag } from "@/ui/display";
import styles from "./gauge.module.css";
import {
  addDays,
  completenessOf,
  ELEMENTS,
  elementsOf,
  GRADE_HUES,
  type GradeResult,
  gradeOf,
  NEVER_COLD_BEFORE_DAYS,
  NEVER_HOT_AFTER_DAYS,
} from "./model";

/** How complete the lead is and how hot, while it is being typed. */
export function LeadGauge({ values }: { values: Partial<LeadInput> }) {
  const { t } = useTranslation("lead");
  const me = useMe();
  const elements = elementsOf(values);
  const grade = gradeOf(values, me.today);
  return (
    <aside className={styles.gauge} aria-label={t("gauge.title")}>
      <section>
        <h2>
          {t("field:completeness")}
          <span className="num">{t("completeness", { count: completenessOf(elements) })}</span>
        </h2>
        <ul className={styles.elements}>
          {ELEMENTS.map((element) => (
            <li key={element} data-known={elements[element] || undefined}>
              <span aria-hidden="true">{elements[element] ? "✓" : "○"}</span>
              {t(`element.${element}`)}
              <span className="hidden-text">{elements[element] ? t("known") : t("unknown")}</span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-live="polite">
        <h2>
          {t("field:grade")}
          <GradeTag grade={values.grade_override ?? grade.grade} />
        </h2>
        <GradeReason grade={grade} entryOn={values.entry_on} override={values.grade_override} />
      </section>
    </aside>
  );
}

export function GradeTag({ grade }: { grade: LeadGrade | null | undefined }) {
  const { t } = useTranslation("lead");
  return grade ? (
    <Tag hue={GRADE_HUES[grade]}>{t(`value:lead_grade.${grade}`)}</Tag>
  ) : (
    <Tag>{t("ungraded")}</Tag>
  );
}

/** Where the grade comes from: the points, the bound by the entry date, the grade set by hand. */
export function GradeReason({
  grade,
  entryOn,
  override,
}: {
  grade: GradeResult;
  entryOn?: string | null;
  override?: LeadGrade | null;
}) {
  const { t } = useTranslation("lead");
  const me = useMe();
  return (
    <div className={styles.reason}>
      {grade.score === null ? (
        <p>{t("grade.open", { count: grade.open.length })}</p>
      ) : (
        <>
          <p className="num">{t("grade.score", { score: grade.score })}</p>
          <span className={styles.scale} aria-hidden="true">
            <i style={{ left: `${((grade.score - 4) / 8) * 100}%` }} />
          </span>
        </>
      )}
      {grade.bound && entryOn ? (
        <p className={styles.cap}>
          {t(`grade.${grade.bound}`)} <Day day={entryOn} />
        </p>
      ) : null}
      {override ? <p className={styles.cap}>{t("grade.by_hand")}</p> : null}
      <small>
        {t("grade.rule")} {t("grade.rule_far")} <Day day={addDays(me.today, NEVER_HOT_AFTER_DAYS)} />
        {t("common:list_comma")}
        {t("grade.rule_near")} <Day day={addDays(me.today, NEVER_COLD_BEFORE_DAYS)} />
      </small>
    </div>
  );
}
