import { useTranslation } from "react-i18next";
import type { DecisionView } from "@/api/types";
import { pick } from "@/i18n";
import styles from "./compare.module.css";
import { compare, isChanged } from "./model";

/** The checklist as it was frozen beside the live one; what differs stands first and is marked. */
export function ChecklistCompare({ decision }: { decision: DecisionView }) {
  const { t } = useTranslation("decision");
  const isOpen = decision.status === "submitted";
  const rows = compare(decision.checklist, isOpen ? decision.live : decision.checklist);
  const changes = rows.filter(isChanged).length;
  const met = decision.checklist.filter((criterion) => criterion.met).length;
  return (
    <section className={styles.compare} aria-label={t("compare.title")}>
      <header>
        <h2>{t("compare.title")}</h2>
        <span className="num">{t("common:gate.met", { met, total: decision.checklist.length })}</span>
      </header>
      {isOpen ? (
        <p className={styles.hint} data-changed={changes > 0 || undefined}>
          {changes > 0 ? t("compare.changed", { count: changes }) : t("compare.same")}
        </p>
      ) : null}
      <table>
        <thead>
          <tr>
            <th scope="col">{t("compare.criterion")}</th>
            <th scope="col">{t("compare.then")}</th>
            {isOpen ? <th scope="col">{t("compare.now")}</th> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.criterion.key} data-changed={isChanged(row) || undefined}>
              <th scope="row">
                {pick(row.criterion.text)}
                {row.criterion.hard ? null : <small> {t("common:gate.soft")}</small>}
                {row.criterion.control_point ? <small> {row.criterion.control_point}</small> : null}
              </th>
              <Mark met={row.was} />
              {isOpen ? <Mark met={row.is} /> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Mark({ met }: { met: boolean | null }) {
  const { t } = useTranslation("decision");
  const word = met === null ? t("compare.none") : met ? t("compare.met") : t("compare.missing");
  return (
    <td data-met={met ?? undefined}>
      <span aria-hidden="true">{met === null ? "–" : met ? "✓" : "○"}</span>
      <span className="hidden-text">{word}</span>
    </td>
  );
}
