import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportKind, ImportMappingInput, ImportView } from "@/api/types";
import { currentLocale, pick } from "@/i18n";
import { formatNumber } from "@/i18n/format";
import { Button } from "@/ui/button";
import { Section } from "@/ui/record-page";
import { Empty } from "@/ui/states";
import { valueText } from "@/ui/value-text";
import { toMapping, withSuggestions } from "./model";
import styles from "./wizard.module.css";

/** Values that the product does not know: what each of them means here. */
export function ValuesStep({
  view,
  kind,
  isBusy,
  onBack,
  onSave,
}: {
  view: ImportView;
  kind: ImportKind;
  isBusy: boolean;
  onBack: () => void;
  onSave: (input: ImportMappingInput) => void;
}) {
  const { t } = useTranslation("exchange");
  const [values, setValues] = useState(view.values);
  const fields = Object.entries(view.unmatched).filter(([, list]) => list.length > 0);
  const suggested = fields.flatMap(([field, list]) =>
    list.filter((item) => item.suggestion && !values[field]?.[item.value]),
  );
  const set = (field: string, value: string, to: string) =>
    setValues({ ...values, [field]: { ...values[field], [value]: to } });
  return (
    <>
      {fields.length === 0 ? (
        <Empty title={t("values.none")} />
      ) : (
        <p className={styles.hint}>{t("values.text")}</p>
      )}
      {suggested.length > 0 ? (
        <p className={styles.all}>
          <Button onClick={() => setValues(withSuggestions(values, view.unmatched))}>
            {t("values.take_all", { count: suggested.length })}
          </Button>
        </p>
      ) : null}
      {fields.map(([key, list]) => {
        const field = kind.fields.find((item) => item.key === key);
        const label = (code: string) => (field?.type === "enum" ? valueText(t, key, code, kind.kind) : code);
        return (
          <Section key={key} title={field ? pick(field.title) : key}>
            <div className={styles.scroll}>
              <table className={`${styles.table} ${styles.stacked} ${styles.values}`}>
                <thead>
                  <tr>
                    <th scope="col">{t("values.in_file")}</th>
                    <th scope="col" className={styles.figure}>
                      {t("values.rows")}
                    </th>
                    <th scope="col">{t("values.means")}</th>
                  </tr>
                </thead>
                <tbody>
                  {list.map((item) => {
                    const chosen = values[key]?.[item.value] ?? "";
                    const choices = [
                      ...new Set([...(item.suggestion ? [item.suggestion] : []), ...item.candidates]),
                    ];
                    return (
                      <tr key={item.value}>
                        <th scope="row">{item.value || t("values.blank")}</th>
                        <td className={styles.figure} data-label={t("values.rows")}>
                          {formatNumber(item.count, currentLocale())}
                        </td>
                        <td>
                          <select
                            value={chosen}
                            aria-label={t("values.meaning_of", { value: item.value })}
                            onChange={(event) => set(key, item.value, event.target.value)}
                          >
                            <option value="">{t("values.skip")}</option>
                            {choices.map((choice) => (
                              <option key={choice} value={choice}>
                                {label(choice)}
                              </option>
                            ))}
                          </select>
                          {item.suggestion && chosen !== item.suggestion ? (
                            <button
                              type="button"
                              className={styles.suggestion}
                              onClick={() => set(key, item.value, item.suggestion ?? "")}
                            >
                              {t("values.suggestion", { value: label(item.suggestion) })}
                            </button>
                          ) : null}
                        </td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </div>
          </Section>
        );
      })}
      <div className={styles.actions}>
        <Button
          kind="primary"
          busy={isBusy}
          onClick={() => onSave(toMapping(view, kind, view.mapping, values, view.options))}
        >
          {t("wizard.next")}
        </Button>
        <Button onClick={onBack}>{t("wizard.back")}</Button>
      </div>
    </>
  );
}
