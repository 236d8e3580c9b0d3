import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useCan, useMe } from "@/api/session";
import type { DecisionRow, ReceivableRow, WorkbenchView, WorkTask } from "@/api/types";
import { Day, Instant, Money, Tag } from "@/ui/display";
import { MoneyBar } from "@/ui/money-bar";
import { recordHref } from "@/ui/record-href";
import { ErrorState, Skeleton } from "@/ui/states";
import styles from "./workbench.module.css";
import { byWhen, partOfDay, TASK_TABS, whenOf } from "./workbench-model";
import { workbenchQuery } from "./workbench-queries";

/** What waits for the person today: decisions, steps of the flow, money that is late. */
export function Workbench() {
  const { t } = useTranslation("workbench");
  const me = useMe();
  const query = useQuery(workbenchQuery);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div>
          <h1>{t(`hello.${partOfDay(new Date().getHours())}`, { name: me.name })}</h1>
          <p>
            <Day day={me.today} />
            {query.data ? ` · ${sentence(t, query.data)}` : null}
          </p>
        </div>
      </header>
      {query.isPending ? <Skeleton lines={10} /> : null}
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data ? <Board view={query.data} /> : null}
    </div>
  );
}

/** The day in one sentence. */
function sentence(t: TFunction<"workbench">, { counts }: WorkbenchView): string {
  const parts = [
    counts.decisions > 0 ? t("count.decisions", { count: counts.decisions }) : null,
    counts.tasks > 0 ? t("count.tasks", { count: counts.tasks }) : null,
    counts.overdue > 0 ? t("count.overdue", { count: counts.overdue }) : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(t("common:list_comma")) : t("count.none");
}

function Board({ view }: { view: WorkbenchView }) {
  const { t } = useTranslation("workbench");
  const seesCash = useCan("cash.see");
  return (
    <div className={styles.board}>
      <div className={styles.column}>
        <Panel title={t("decisions.title")} count={view.counts.decisions} href="/decisions">
          {view.decisions.length === 0 ? (
            <Quiet title={t("decisions.none")} text={t("decisions.none_text")} />
          ) : (
            <Decisions rows={view.decisions} />
          )}
        </Panel>
        <Panel title={t("tasks.title")} count={view.counts.tasks}>
          {view.tasks.length === 0 ? (
            <Quiet title={t("tasks.none")} text={t("tasks.none_text")}>
              <NextSteps />
            </Quiet>
          ) : (
            <Tasks tasks={view.tasks} />
          )}
        </Panel>
      </div>
      {seesCash ? (
        <div className={styles.column}>
          <Panel title={t("overdue.title")} count={view.counts.overdue} href="/receivables">
            {view.overdue_bars.map((bar) => (
              <div key={bar.currency} className={styles.bar}>
                <MoneyBar bar={bar} />
              </div>
            ))}
            {view.overdue.length === 0 ? (
              <Quiet title={t("overdue.none")} text={t("overdue.none_text")} />
            ) : (
              <Overdue rows={view.overdue} />
            )}
          </Panel>
        </div>
      ) : null}
    </div>
  );
}

function Panel({
  title,
  count,
  href,
  children,
}: {
  title: string;
  count: number;
  href?: string;
  children: ReactNode;
}) {
  const { t } = useTranslation("workbench");
  return (
    <section className={styles.panel} aria-label={title}>
      <header>
        <h2>
          {title} <span className="num">{count}</span>
        </h2>
        {href && count > 0 ? (
          <Link to={href as "/"}>
            {t("all")}
            <span className="hidden-text"> {title}</span>
          </Link>
        ) : null}
      </header>
      {children}
    </section>
  );
}

function Quiet({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className={styles.quiet}>
      <b>{title}</b>
      <p>{text}</p>
      {children}
    </div>
  );
}

/** What to start with on an empty day. */
function NextSteps() {
  const { t } = useTranslation("workbench");
  const canLead = useCan("lead.create");
  const canImport = useCan("import.run");
  return (
    <p className={styles.starts}>
      {canLead ? <Link to="/leads/new">{t("start.lead")}</Link> : null}
      {canLead ? <Link to="/opportunities">{t("start.opportunities")}</Link> : null}
      {canImport ? <Link to={"/imports" as "/"}>{t("start.import")}</Link> : null}
    </p>
  );
}

/** A day with how late it is. */
function Due({ day }: { day: string | null | undefined }) {
  const { t } = useTranslation("workbench");
  const me = useMe();
  const when = whenOf(day, me.today);
  if (when === "none") return null;
  if (when === "today") return <Tag hue="amber">{t("when.today")}</Tag>;
  return <Day day={day} isOverdue={when === "overdue"} />;
}

function Decisions({ rows }: { rows: DecisionRow[] }) {
  const { t } = useTranslation("workbench");
  return (
    <ul className={styles.rows}>
      {rows.map((row) => (
        <li key={row.id}>
          <Tag hue="violet">{t(`value:gate.${row.gate}`)}</Tag>
          <Link to="/decisions/$id" params={{ id: row.id }} className={styles.main}>
            {row.record_title}
          </Link>
          <small className={styles.side}>
            {row.proposer} · <Instant at={row.proposed_at} isAgo />
          </small>
          <span className={styles.due}>
            <Due day={row.due_on} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Tasks({ tasks }: { tasks: WorkTask[] }) {
  const { t } = useTranslation("workbench");
  const me = useMe();
  return byWhen(tasks, me.today).map((group) => (
    <section key={group.when} className={styles.group} aria-label={t(`when.${group.when}`)}>
      <h3 data-when={group.when}>
        {t(`when.${group.when}`)} <span className="num">{group.tasks.length}</span>
      </h3>
      <ul className={styles.rows}>
        {group.tasks.map((task) => (
          <li key={`${task.task} ${task.record_id}`}>
            <Tag>{t(`task.${task.task}`)}</Tag>
            <Link
              to={recordHref(task.kind, task.record_id) as "/"}
              search={{ tab: TASK_TABS[task.task] } as object}
              className={styles.main}
            >
              {task.title}
            </Link>
            <small className={styles.side}>{task.number}</small>
            <span className={styles.due}>
              <Due day={task.due_on} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  ));
}

function Overdue({ rows }: { rows: ReceivableRow[] }) {
  const { t } = useTranslation("workbench");
  return (
    <ul className={styles.money}>
      {rows.map((row) => (
        <li key={row.id}>
          <div>
            <Link to={recordHref("contract", row.contract_id) as "/"}>{row.contract}</Link>
            <small>
              {row.customer} · {row.label}
            </small>
          </div>
          <div className={styles.amount}>
            <b>
              <Money minor={row.open_minor} currency={row.currency} isShort />
            </b>
            <small className={styles.late}>{t("overdue.days", { count: row.overdue_days })}</small>
          </div>
        </li>
      ))}
    </ul>
  );
}
