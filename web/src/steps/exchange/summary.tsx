import { useTranslation } from "react-i18next";
import type { ImportView } from "@/api/types";
import { currentLocale } from "@/i18n";
import { formatNumber } from "@/i18n/format";
import { Money } from "@/ui/display";
import { Section } from "@/ui/record-page";
import { valueText } from "@/ui/value-text";
import styles from "./wizard.module.css";

/** What a run or dry run did, with the report to download. */
export function Summary({ view, title }: { view: ImportView; title: string }) {
  const { t } = useTranslation("exchange");
  const result = view.result;
  if (!result) return null;
  const locale = currentLocale();
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
        {(["created", "updated", "skipped", "failed"] as const).map((name) => (
          <div key={name} data-bad={(name === "failed" && result.failed > 0) || undefined}>
            <dt>{t(`result.${name}`)}</dt>
            <dd className="num">{formatNumber(result[name], locale)}</dd>
          </div>
        ))}
        {Object.entries(result.totals).map(([heading, total]) => (
          <div key={heading}>
            <dt>
              {t("result.total", {
                heading: valueText(t, "stage", heading, view.kind ?? undefined),
                count: total.count,
                shown: formatNumber(total.count, locale),
              })}
            </dt>
            <dd>
              <Money minor={total.amount_minor} currency={total.currency} />
            </dd>
          </div>
        ))}
        {result.undone ? (
          <div>
            <dt>{t("result.taken_back")}</dt>
            <dd className="num">{formatNumber(result.undone, locale)}</dd>
          </div>
        ) : null}
        {result.kept ? (
          <div data-bad>
            <dt>{t("result.kept")}</dt>
            <dd className="num">{formatNumber(result.kept, locale)}</dd>
          </div>
        ) : null}
      </dl>
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
