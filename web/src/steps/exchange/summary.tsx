import { useTranslation } from "react-i18next";
import type { ImportKind, ImportView } from "@/api/types";
import { currentLocale } from "@/i18n";
import { formatNumber } from "@/i18n/format";
import { Money } from "@/ui/display";
import { Section } from "@/ui/record-page";
import { valueText } from "@/ui/value-text";
import styles from "./wizard.module.css";

/** What a run or dry run did, with the report to download. */
export function Summary({
  view,
  kind,
  title,
}: {
  view: ImportView;
  kind: ImportKind | undefined;
  title: string;
}) {
  const { t } = useTranslation("exchange");
  const result = view.result;
  if (!result) return null;
  const locale = currentLocale();
  const { undone = 0, kept = 0 } = result;
  const figures = [
    ["created", result.created, false],
    ["updated", result.updated, false],
    ["skipped", result.skipped, false],
    ["failed", result.failed, result.failed > 0],
    ...(view.status === "undone"
      ? ([
          ["taken_back", undone, false],
          ["kept", kept, kept > 0],
        ] as const)
      : []),
  ] as const;
  // A field's words are in the order of the process.
  const order = (kind?.fields ?? []).flatMap((field) => field.values ?? []);
  const totals = Object.entries(result.totals).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return (
    <Section
      title={title}
      actions={
        <a href={`/api/imports/${encodeURIComponent(view.id)}/report`} download>
          {t("result.report")}
        </a>
      }
    >
      <dl className={styles.figures}>
        {figures.map(([name, count, isBad]) => (
          <div key={name} data-bad={isBad || undefined} data-none={count === 0 || undefined}>
            <dt>{t(`result.${name}`)}</dt>
            <dd className="num">{formatNumber(count, locale)}</dd>
          </div>
        ))}
      </dl>
      {totals.length > 0 && view.status !== "undone" ? (
        <>
          <h3 className={styles.by}>{t("result.totals")}</h3>
          <dl className={styles.figures}>
            {totals.map(([heading, total]) => (
              <div key={heading}>
                <dt>{valueText(t, "stage", heading, view.kind ?? undefined)}</dt>
                <dd className="num">{formatNumber(total.count, locale)}</dd>
                {total.amount_minor === 0 ? null : (
                  <dd className={styles.amount}>
                    <Money minor={total.amount_minor} currency={total.currency} />
                  </dd>
                )}
              </div>
            ))}
          </dl>
        </>
      ) : null}
      {result.failed > 0 || result.skipped > 0 ? (
        <p className={styles.hint}>{t("result.report_help")}</p>
      ) : null}
    </Section>
  );
}

export function Progress({ view }: { view: ImportView }) {
  const { t } = useTranslation("exchange");
  const locale = currentLocale();
  const { done, total } = view.progress;
  return (
    <Section title={t(`progress.${view.status}`)}>
      <progress
        className={styles.progress}
        max={total || 1}
        value={total ? done : undefined}
        aria-label={t("progress.label")}
      />
      <p className="num" role="status">
        {t("progress.rows", { done: formatNumber(done, locale), total: formatNumber(total, locale) })}
      </p>
      <p className={styles.hint}>{t("progress.leave")}</p>
    </Section>
  );
}
