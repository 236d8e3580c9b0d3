import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import i18next, { type TFunction } from "i18next";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import type { TimelineEntry } from "@/api/types";
import { Button } from "./button";
import { Instant, Tag } from "./display";
import { errorText, fieldLabel } from "./problem-text";
import { Empty, ErrorState, Skeleton } from "./states";
import styles from "./timeline.module.css";
import { timelineKey } from "./timeline-key";
import { toast } from "./toast";
import { valueText } from "./value-text";

export { timelineKey };

/** What happened to a record, newest first, with a note to add. */
export function Timeline({
  kind,
  id,
  currency,
  canNote = true,
}: {
  kind: string;
  id: string;
  currency?: string;
  canNote?: boolean;
}) {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    queryKey: timelineKey(kind, id),
    queryFn: ({ pageParam, signal }) =>
      api.get("/records/{kind}/{id}/timeline", { path: { kind, id }, query: { cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={styles.timeline}>
      {canNote ? <Composer kind={kind} id={id} /> : null}
      {query.isPending ? <Skeleton lines={5} /> : null}
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isSuccess && entries.length === 0 ? <Empty title={t("timeline.empty")} /> : null}
      <ol>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} kind={kind} currency={currency} />
        ))}
      </ol>
      {query.hasNextPage ? (
        <Button kind="quiet" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("load_more")}
        </Button>
      ) : null}
    </div>
  );
}

function verbText(t: TFunction, kind: string, verb: string): string {
  for (const key of [`verb:${kind}.${verb}`, `verb:${verb}`]) {
    if (i18next.exists(key)) return t(key);
  }
  return verb;
}

const MANY_CHANGES = 5;
const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const isNothing = (value: unknown) => value === null || value === undefined || value === "";

/** The changes a reader can use: fields that have a name, values that are no bare ids, and not nothing to nothing. */
function readable(entry: TimelineEntry): TimelineEntry["changes"] {
  return entry.changes.filter(
    ({ field, before, after }) =>
      i18next.exists(`field:${field}`) &&
      !(isNothing(before) && isNothing(after)) &&
      !UUID.test(String(after ?? before)),
  );
}

function Changes({
  changes,
  kind,
  currency,
}: {
  changes: TimelineEntry["changes"];
  kind: string;
  currency?: string;
}) {
  const { t } = useTranslation();
  return (
    <ul className={styles.changes}>
      {changes.map((change) => (
        <li key={change.field}>
          <span>{fieldLabel(t, change.field)}</span>{" "}
          {change.before === null || change.before === undefined ? null : (
            <>
              <del>{valueText(t, change.field, change.before, kind, currency)}</del>{" "}
              <span aria-hidden="true">→</span>{" "}
            </>
          )}
          <ins>{valueText(t, change.field, change.after, kind, currency)}</ins>
        </li>
      ))}
    </ul>
  );
}

function Entry({ entry, kind, currency }: { entry: TimelineEntry; kind: string; currency?: string }) {
  const { t } = useTranslation();
  const changes = readable(entry);
  return (
    <li className={styles.entry}>
      <p>
        <b>{entry.actor?.name ?? t("timeline.system")}</b> {verbText(t, kind, entry.verb)}
        {entry.channel !== "page" ? <Tag>{t(`value:channel.${entry.channel}`)}</Tag> : null}
      </p>
      {entry.note ? <p className={styles.note}>{entry.note}</p> : null}
      {changes.length > MANY_CHANGES ? (
        <details className={styles.more}>
          <summary>{t("timeline.changes", { count: changes.length })}</summary>
          <Changes changes={changes} kind={kind} currency={currency} />
        </details>
      ) : changes.length > 0 ? (
        <Changes changes={changes} kind={kind} currency={currency} />
      ) : null}
      <small className={styles.when}>
        <Instant at={entry.at} isAgo />
      </small>
    </li>
  );
}

function Composer({ kind, id }: { kind: string; id: string }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [text, setText] = useState("");
  const [key, setKey] = useState(newKey);
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    const note = text.trim();
    if (!note || isBusy) return;
    setBusy(true);
    try {
      await api.post("/records/{kind}/{id}/notes", {
        path: { kind, id },
        body: { text: note },
        key,
      });
      setText("");
      setKey(newKey());
      await queryClient.invalidateQueries({ queryKey: timelineKey(kind, id) });
    } catch (error) {
      toast.error(errorText(t, error));
    } finally {
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
  };
  return (
    <form
      className={styles.composer}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void save();
      }}
    >
      <textarea
        value={text}
        maxLength={4000}
        rows={2}
        placeholder={t("timeline.placeholder")}
        aria-label={t("timeline.placeholder")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {text.trim() ? (
        <Button type="submit" kind="primary" busy={isBusy}>
          {t("timeline.add")}
        </Button>
      ) : null}
    </form>
  );
}
