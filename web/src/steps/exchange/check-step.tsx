import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportField, ImportKind, ImportView } from "@/api/types";
import { currentLocale, pick } from "@/i18n";
import { formatDay, formatNumber } from "@/i18n/format";
import { Button } from "@/ui/button";
import { None } from "@/ui/display";
import { fieldErrorText } from "@/ui/problem-text";
import { ReasonDialog } from "@/ui/reason-dialog";
import { Section } from "@/ui/record-page";
import { ErrorState, Skeleton } from "@/ui/states";
import { valueText } from "@/ui/value-text";
import { isUnderWay } from "./model";
import { importPreviewQuery } from "./queries";
import { Progress, Summary } from "./summary";
import styles from "./wizard.module.css";

/** The first rows as they will be read, a dry run, and then the run. */
export function CheckStep({
  view,
  kind,
  isBusy,
  onBack,
  onRun,
}: {
  view: ImportView;
  kind: ImportKind;
  isBusy: boolean;
  onBack: () => void;
  onRun: (isDryRun: boolean) => Promise<boolean>;
}) {
  const { t } = useTranslation("exchange");
  const [isAsking, setAsking] = useState(false);
  const isChecked = view.status === "checked" && view.result != null;
  const count = isChecked ? (view.result?.created ?? 0) + (view.result?.updated ?? 0) : 0;
  if (isUnderWay(view.status)) return <Progress view={view} />;
  return (
    <>
      {view.status === "failed" ? (
        <p className={styles.wrong} role="alert">
          {t("check.failed")}
        </p>
      ) : null}
      {isChecked ? <Summary view={view} kind={kind} title={t("check.result")} /> : null}
      <Preview view={view} kind={kind} />
      <div className={styles.actions}>
        {isChecked ? (
          <Button kind="primary" disabled={count === 0} busy={isBusy} onClick={() => setAsking(true)}>
            {t("check.run")}
          </Button>
        ) : null}
        <Button kind={isChecked ? "default" : "primary"} busy={isBusy} onClick={() => void onRun(true)}>
          {isChecked ? t("check.again") : t("check.dry_run")}
        </Button>
        <Button onClick={onBack}>{t("wizard.back")}</Button>
        {isChecked ? null : <span className={styles.hint}>{t("check.promise")}</span>}
        {isChecked && count === 0 ? <span className={styles.hint}>{t("check.nothing")}</span> : null}
      </div>
      {isAsking ? (
        <ReasonDialog
          title={t("check.run_title")}
          text={t("check.run_text", { count: count, shown: formatNumber(count, currentLocale()) })}
          confirmLabel={t("check.run")}
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            await onRun(false);
          }}
        />
      ) : null}
    </>
  );
}

function Preview({ view, kind }: { view: ImportView; kind: ImportKind }) {
  const { t } = useTranslation("exchange");
  const query = useQuery(importPreviewQuery(view.id, view.version));
  const fields = kind.fields.filter((field) => view.mapping[field.key]);
  const shown = (field: ImportField, text: string) => {
    if (field.type === "enum") return valueText(t, field.key, text, kind.kind);
    if (field.type === "day") return formatDay(text, currentLocale());
    if (field.type === "money") return text.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    return text;
  };
  const align = (field: ImportField) =>
    field.type === "money" || field.type === "integer" ? styles.figure : undefined;
  return (
    <Section title={t("preview.title")}>
      {query.isPending ? <Skeleton lines={5} /> : null}
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        <section className={styles.scroll} tabIndex={0} aria-label={t("preview.title")}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col" className={`${styles.figure} ${styles.row}`}>
                  {t("preview.row")}
                </th>
                {fields.map((field) => (
                  <th key={field.key} scope="col" className={align(field)}>
                    {pick(field.title)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {query.data.rows.map((row) => (
                <tr key={row.row}>
                  <td className={styles.figure}>{row.row}</td>
                  {fields.map((field) => {
                    const problem = row.problems.find((item) => item.field === field.key);
                    const text = row.values[field.key] ?? "";
                    return (
                      <td key={field.key} className={align(field)} data-wrong={problem ? "" : undefined}>
                        {(problem ? text : text && shown(field, text)) || <None />}
                        {problem ? (
                          <p className={styles.wrong}>
                            {fieldErrorText(t, { pointer: "", code: problem.code, params: problem.params })}
                          </p>
                        ) : null}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
    </Section>
  );
}
