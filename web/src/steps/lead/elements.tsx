import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { LeadView } from "@/api/types";
import { Day, LongText, Money } from "@/ui/display";
import styles from "./elements.module.css";
import { ELEMENTS, type Element } from "./model";

/** Four small bars, one per known element. */
export function Completeness({ count }: { count: number }) {
  const { t } = useTranslation("lead");
  return (
    <span
      className={styles.bars}
      role="img"
      aria-label={t("completeness", { count })}
      title={t("completeness", { count })}
    >
      {ELEMENTS.map((element, index) => (
        <i key={element} data-on={index < count || undefined} />
      ))}
    </span>
  );
}

/** The four elements of a lead with what is known of each; the unknown ones say what to ask. */
export function FourElements({
  lead,
  onEdit,
  heading: Heading = "h3",
}: {
  lead: LeadView;
  onEdit?: () => void;
  heading?: "h2" | "h3";
}) {
  const { t } = useTranslation("lead");
  const words = (field: "pain" | "pain_reach" | "solution_idea" | "benefit") => ({
    field,
    value: lead[field] ? <LongText text={lead[field]} /> : null,
  });
  const parts: Record<Element, { field: string; value: ReactNode }[]> = {
    pain: [words("pain"), words("pain_reach")],
    idea: [words("solution_idea"), { field: "product", value: lead.product?.name }, words("benefit")],
    budget: [
      {
        field: "amount_minor",
        value: lead.amount_minor ? (
          <Money minor={lead.amount_minor} currency={lead.currency ?? "CNY"} />
        ) : null,
      },
      {
        field: "budget_state",
        value: lead.budget_state ? t(`value:budget_state.${lead.budget_state}`) : null,
      },
      { field: "budget_source", value: lead.budget_source },
      { field: "entry_on", value: lead.entry_on ? <Day day={lead.entry_on} /> : null },
    ],
    people: [
      { field: "investment_leader", value: lead.investment_leader },
      { field: "decision_makers", value: lead.decision_makers },
      { field: "stakeholders", value: lead.stakeholders },
    ],
  };
  return (
    <div className={styles.frame}>
      <ul className={styles.tiles}>
        {ELEMENTS.map((element) => {
          const known = parts[element].filter((part) => part.value);
          return (
            <li key={element} data-known={lead.elements[element] || undefined}>
              <Heading>
                <span aria-hidden="true">{lead.elements[element] ? "✓" : "○"}</span>
                {t(`element.${element}`)}
                <span className="hidden-text">{lead.elements[element] ? t("known") : t("unknown")}</span>
              </Heading>
              {known.length > 0 ? (
                <dl>
                  {known.map(({ field, value }) => (
                    <div key={field}>
                      <dt>{t(`field:${field}`)}</dt>
                      <dd>{value}</dd>
                    </div>
                  ))}
                </dl>
              ) : null}
              {lead.elements[element] ? null : (
                <p className={styles.ask}>
                  {t(`ask.${element}`)}
                  {onEdit ? (
                    <button type="button" onClick={onEdit}>
                      {t("ask.fill")}
                      <span className="hidden-text"> {t(`element.${element}`)}</span>
                    </button>
                  ) : null}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
