import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/api/session";
import type { ImportKind, ImportMappingInput, ImportMode, ImportOptions, ImportView } from "@/api/types";
import { currentLocale, pick } from "@/i18n";
import { formatDay } from "@/i18n/format";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Section } from "@/ui/record-page";
import { mappingFor, missingFields, toMapping, unusedColumns } from "./model";
import styles from "./wizard.module.css";

const CURRENCIES = ["CNY", "USD", "EUR", "HKD", "JPY", "GBP", "SGD"];

/** What the sheet holds, and which column feeds which field. */
export function ColumnsStep({
  view,
  kinds,
  isBusy,
  onSave,
}: {
  view: ImportView;
  kinds: ImportKind[];
  isBusy: boolean;
  onSave: (input: ImportMappingInput) => void;
}) {
  const { t } = useTranslation("exchange");
  const canHistory = useCan("import.history");
  const [kindKey, setKindKey] = useState(view.kind ?? "");
  const [mapping, setMapping] = useState(view.mapping);
  const [options, setOptions] = useState<ImportOptions>(view.options);
  const [isTried, setTried] = useState(false);
  const kind = kinds.find((item) => item.kind === kindKey);
  const missing = missingFields(kind, mapping);
  const unused = unusedColumns(view, mapping);
  const modes = (kind?.modes ?? []).filter((mode) => mode !== "history" || canHistory);
  const hasMoney = kind?.fields.some((field) => field.type === "money") ?? false;
  const hasCustomer = Boolean(
    mapping.customer_id && kind?.fields.some((field) => field.key === "customer_id"),
  );
  const hasDays = kind?.fields.some((field) => field.type === "day" && mapping[field.key]) ?? false;
  const notes = (view.notes ?? []).map((note) => {
    const field = kind?.fields.find((item) => item.key === note.field);
    const on = formatDay(String(note.params.on ?? ""), currentLocale());
    return t(`note.${note.code}`, { ...note.params, on, field: field ? pick(field.title) : "" });
  });
  const changeKind = (key: string) => {
    const next = kinds.find((item) => item.kind === key);
    setKindKey(key);
    setMapping(mappingFor(view, next));
    if (next && !next.modes.includes(options.mode)) setOptions({ ...options, mode: "create" });
  };
  const submit = () => {
    setTried(true);
    if (kind && missing.length === 0) onSave(toMapping(view, kind, mapping, view.values, options));
  };
  return (
    <>
      <Section title={t("columns.what")}>
        <div className={styles.options}>
          <Field label={t("kind")} isRequired error={isTried && !kind ? t("error:required") : undefined}>
            <select value={kindKey} onChange={(event) => changeKind(event.target.value)}>
              <option value="">{t("common:choose")}</option>
              {kinds.map((item) => (
                <option key={item.kind} value={item.kind}>
                  {pick(item.title)}
                </option>
              ))}
            </select>
          </Field>
          {modes.length > 1 ? (
            <Field
              label={t("options.mode")}
              help={t(`options.mode_help.${options.mode}`, { context: kindKey })}
            >
              <select
                value={options.mode}
                onChange={(event) => setOptions({ ...options, mode: event.target.value as ImportMode })}
              >
                {modes.map((mode) => (
                  <option key={mode} value={mode}>
                    {t(`options.mode.${mode}`)}
                  </option>
                ))}
              </select>
            </Field>
          ) : null}
          {hasMoney ? (
            <Field label={t("options.currency")} help={t("options.currency_help")}>
              <select
                value={options.currency}
                onChange={(event) => setOptions({ ...options, currency: event.target.value })}
              >
                {CURRENCIES.map((currency) => (
                  <option key={currency} value={currency}>
                    {currency}
                  </option>
                ))}
              </select>
            </Field>
          ) : null}
          {hasDays ? (
            <Field label={t("options.day_order")}>
              <select
                value={options.day_order ?? "auto"}
                onChange={(event) =>
                  setOptions({ ...options, day_order: event.target.value as ImportOptions["day_order"] })
                }
              >
                {(["auto", "mdy", "dmy"] as const).map((order) => (
                  <option key={order} value={order}>
                    {t(`options.day_order.${order}`)}
                  </option>
                ))}
              </select>
            </Field>
          ) : null}
          {hasCustomer ? (
            <Field label={t("options.missing_account")}>
              <select
                value={options.missing_account}
                onChange={(event) =>
                  setOptions({
                    ...options,
                    missing_account: event.target.value as ImportOptions["missing_account"],
                  })
                }
              >
                <option value="skip">{t("options.missing_account.skip")}</option>
                <option value="placeholder">{t("options.missing_account.placeholder")}</option>
              </select>
            </Field>
          ) : null}
          <Field label={t("options.update")}>
            <select
              value={String(options.update)}
              onChange={(event) => setOptions({ ...options, update: event.target.value === "true" })}
            >
              <option value="false">{t("options.update.no")}</option>
              <option value="true">{t("options.update.yes")}</option>
            </select>
          </Field>
        </div>
      </Section>
      {notes.map((note) => (
        <p key={note} className={styles.hint} role="note">
          {note}
        </p>
      ))}
      {kind ? (
        <Section title={t("columns.title")}>
          <div className={styles.scroll}>
            <table className={`${styles.table} ${styles.stacked} ${styles.fields}`}>
              <thead>
                <tr>
                  <th scope="col">{t("columns.field")}</th>
                  <th scope="col">{t("columns.column")}</th>
                  <th scope="col">{t("columns.samples")}</th>
                </tr>
              </thead>
              <tbody>
                {kind.fields.map((field) => {
                  const column = view.columns.find((item) => item.name === mapping[field.key]);
                  const isMissing = isTried && missing.includes(field.key);
                  return (
                    <tr key={field.key}>
                      <th scope="row">
                        {pick(field.title)}
                        {field.required ? <span className={styles.star}> *</span> : null}
                      </th>
                      <td>
                        <select
                          value={column?.name ?? ""}
                          aria-label={t("columns.column_for", { field: pick(field.title) })}
                          aria-invalid={isMissing || undefined}
                          onChange={(event) => setMapping({ ...mapping, [field.key]: event.target.value })}
                        >
                          <option value="">{t("columns.none")}</option>
                          {view.columns.map((item) => (
                            <option key={item.name} value={item.name}>
                              {item.name}
                            </option>
                          ))}
                        </select>
                        {isMissing ? <p className={styles.wrong}>{t("columns.needed")}</p> : null}
                      </td>
                      <td className={styles.samples}>{column?.samples.filter(Boolean).join(" · ")}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
          {unused.length > 0 ? (
            <p className={styles.hint}>
              {t("columns.unused", { count: unused.length, names: unused.join(t("common:list_comma")) })}
            </p>
          ) : null}
        </Section>
      ) : null}
      <div className={styles.actions}>
        <Button kind="primary" busy={isBusy} onClick={submit}>
          {t("wizard.next")}
        </Button>
      </div>
    </>
  );
}
