import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "@/api/problem";
import { Button } from "./button";
import { problemText } from "./problem-text";
import styles from "./states.module.css";

/** A quiet panel in place of content. */
export function StatePanel({
  title,
  text,
  children,
  tone,
}: {
  title: string;
  text?: string;
  children?: ReactNode;
  tone?: "error";
}) {
  return (
    <div className={styles.panel} data-tone={tone} role={tone === "error" ? "alert" : undefined}>
      <p className={styles.title}>{title}</p>
      {text ? <p className={styles.text}>{text}</p> : null}
      {children ? <div className={styles.actions}>{children}</div> : null}
    </div>
  );
}

/** Nothing here yet: says what the place is for and offers one action. */
export function Empty({ title, text, action }: { title: string; text?: string; action?: ReactNode }) {
  return (
    <StatePanel title={title} text={text}>
      {action}
    </StatePanel>
  );
}

/** The filters leave nothing over. */
export function FilteredEmpty({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <StatePanel title={t("filtered_empty.title")} text={t("filtered_empty.text")}>
      <Button onClick={onClear}>{t("filter.clear_all")}</Button>
    </StatePanel>
  );
}

/** A failure in the reader's words, with a way on and the id to report. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const problem = problemOf(error);
  return (
    <StatePanel tone="error" title={t("error_state.title")} text={problemText(t, problem)}>
      {onRetry ? <Button onClick={onRetry}>{t("retry")}</Button> : null}
      {problem.instance ? (
        <small className={styles.meta}>{t("error_state.request", { id: problem.instance })}</small>
      ) : null}
    </StatePanel>
  );
}

/** Grey bars in the shape of text lines. */
export function Skeleton({ lines = 4 }: { lines?: number }) {
  return (
    <div className={styles.skeleton} aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are alike.
        <i key={line} />
      ))}
    </div>
  );
}

export function PageLoading() {
  const { t } = useTranslation();
  return (
    <div className={styles.page} aria-busy="true">
      <span className="hidden-text" role="status">
        {t("loading")}
      </span>
      <Skeleton lines={6} />
    </div>
  );
}
