import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import type { DecisionRow } from "@/api/types";
import { Button } from "@/ui/button";
import { Can, findAllowed } from "@/ui/can";
import { DecisionTag } from "@/ui/decision-history";
import { Instant, Person } from "@/ui/display";
import { pathQuery } from "@/ui/path-query";
import { recordHref } from "@/ui/record-href";
import { PlainPage, Tabs } from "@/ui/record-page";
import { Empty, ErrorState, Skeleton } from "@/ui/states";
import { usePhone } from "@/ui/use-phone";
import { ChecklistCompare } from "./compare";
import styles from "./inbox.module.css";
import { Material } from "./material";
import { byUrgency } from "./model";
import { isIdle } from "./page";
import { type Asked, ChangedNote, DecisionDialogs, DueTag, OutcomeNote, ProposerNote, whyNot } from "./parts";
import { decisionQuery, decisionsQuery, VIEWS, type View } from "./queries";

/** Requests by urgency with the material beside them; J and K walk, Enter opens, D decides. */
export function DecisionInbox({
  view,
  picked,
  onView,
  onPick,
}: {
  view: View;
  picked: string | undefined;
  onView: (view: View) => void;
  onPick: (id: string | undefined) => void;
}) {
  const { t } = useTranslation("decision");
  const router = useRouter();
  const me = useMe();
  const isPhone = usePhone();
  const query = useQuery(decisionsQuery(view, me));
  const rows = query.data?.items ?? [];
  const isByUrgency = view === "mine" || view === "open";
  const groups = isByUrgency
    ? byUrgency(rows, me.today).map((group) => ({ title: t(`urgency.${group.urgency}`), rows: group.rows }))
    : [{ title: null, rows }];
  const ordered = groups.flatMap((group) => group.rows);
  const at = Math.max(
    0,
    ordered.findIndex((row) => row.id === picked),
  );
  const current = isPhone ? undefined : ordered[at];
  const list = useRef<HTMLDivElement>(null);
  const open = (id: string) => void router.navigate({ to: "/decisions/$id", params: { id } });
  const walk = (by: number) => {
    const next = ordered[Math.min(ordered.length - 1, Math.max(0, at + by))];
    if (!next) return;
    onPick(next.id);
    list.current?.querySelector<HTMLElement>(`[data-id="${next.id}"]`)?.focus();
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isPhone || !isIdle(event)) return;
    const isInList = list.current?.contains(event.target as Node) ?? false;
    if (event.key === "j" || (isInList && event.key === "ArrowDown")) walk(1);
    else if (event.key === "k" || (isInList && event.key === "ArrowUp")) walk(-1);
    else if (event.key === "Enter" && current && isInList) open(current.id);
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, []);
  let content: ReactNode;
  if (query.isPending) content = <Skeleton lines={8} />;
  else if (query.isError) content = <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  else if (rows.length === 0) content = <Empty title={t(`empty.${view}`)} text={t(`empty.${view}_text`)} />;
  else
    content = (
      <div className={styles.panes}>
        <div ref={list} className={styles.list}>
          {groups.map((group) => (
            <section key={group.title ?? "all"} aria-label={group.title ?? t(`view.${view}`)}>
              {group.title ? (
                <h2>
                  {group.title} <span className="num">{group.rows.length}</span>
                </h2>
              ) : null}
              <ul>
                {group.rows.map((row) => (
                  <li key={row.id}>
                    <Item
                      row={row}
                      isCurrent={row.id === current?.id}
                      onPress={() => (isPhone ? open(row.id) : onPick(row.id))}
                    />
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
        {current ? (
          <Reading key={current.id} id={current.id} onOpen={() => open(current.id)} onDone={() => walk(1)} />
        ) : null}
      </div>
    );
  return (
    <PlainPage
      title={t("list.title")}
      isFull
      actions={isPhone ? null : <small className={styles.keys}>{t("list.keys")}</small>}
    >
      <div className={styles.tabs}>
        <Tabs
          tabs={VIEWS.map((key) => ({ key, label: t(`view.${key}`) }))}
          current={view}
          onTab={(key) => onView(key as View)}
        />
      </div>
      <div className={styles.body}>{content}</div>
    </PlainPage>
  );
}

function Item({ row, isCurrent, onPress }: { row: DecisionRow; isCurrent: boolean; onPress: () => void }) {
  const { t } = useTranslation("decision");
  return (
    <button
      type="button"
      className={styles.item}
      data-id={row.id}
      aria-current={isCurrent || undefined}
      onClick={onPress}
    >
      <span className={styles.line}>
        <span className={styles.gate}>
          {t(`value:gate.${row.gate}`)}
          {row.round > 1 ? ` · ${t("common:decision.round", { round: row.round })}` : ""}
        </span>
        {row.status === "submitted" ? <DueTag dueOn={row.due_on} /> : <DecisionTag row={row} />}
      </span>
      <b className={styles.title}>{row.record_title}</b>
      <span className={styles.line}>
        <small>{row.record_number}</small>
        <small>
          {row.proposer} · <Instant at={row.proposed_at} isAgo />
        </small>
      </span>
    </button>
  );
}

/** The request beside the list, to be decided without leaving it. */
function Reading({ id, onOpen, onDone }: { id: string; onOpen: () => void; onDone: () => void }) {
  const { t } = useTranslation("decision");
  const [asked, setAsked] = useState<Asked>(null);
  const query = useQuery(decisionQuery(id));
  const decision = query.data;
  const path = useQuery({
    ...pathQuery(decision?.kind ?? "lead", decision?.record_id ?? ""),
    enabled: decision?.status === "submitted" && !decision.mine,
  });
  const canDecide = decision ? (findAllowed(decision.allowed, "decide")?.allowed ?? false) : false;
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== "d" || !canDecide || !isIdle(event)) return;
    event.preventDefault();
    setAsked("decide");
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, []);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!decision)
    return (
      <div className={styles.reading}>
        <Skeleton lines={8} />
      </div>
    );
  const deciders = (path.data?.deciders ?? []).map((person) => person.name).join(t("common:list_comma"));
  const why = whyNot(t, decision, deciders);
  return (
    <article className={styles.reading} aria-label={decision.record_title}>
      <header className={styles.head}>
        <div>
          <h2>
            <Link to={recordHref(decision.kind, decision.record_id) as "/"}>{decision.record_title}</Link>
          </h2>
          <p>
            {t(`value:gate.${decision.gate}`)} · <span className="num">{decision.record_number}</span>{" "}
            <Person person={decision.proposer} />
          </p>
        </div>
        {decision.status === "submitted" ? (
          <Can action="decide" allowed={decision.allowed}>
            <Button kind="primary" onClick={() => setAsked("decide")}>
              {t("common:decision.decide")}
            </Button>
          </Can>
        ) : null}
        <Button onClick={onOpen}>{t("list.open")}</Button>
      </header>
      {why ? <p className={styles.why}>{why}</p> : null}
      <ChangedNote decision={decision} />
      <OutcomeNote decision={decision} />
      <ProposerNote decision={decision} />
      <div className={styles.check}>
        <ChecklistCompare decision={decision} />
      </div>
      <Material snapshot={decision.snapshot} kind={decision.kind} />
      <DecisionDialogs decision={decision} asked={asked} onClose={() => setAsked(null)} onDone={onDone} />
    </article>
  );
}
