import { MoreOutlined } from "@ant-design/icons-svg";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AllowedAction } from "@/api/types";
import { Button } from "./button";
import { Can, findAllowed } from "./can";
import { Icon } from "./icon";
import { Menu } from "./popover";
import { reasonText } from "./problem-text";
import styles from "./record-page.module.css";
import { usePhone } from "./use-phone";

export interface RecordAction {
  /** The action's code in the record's `allowed`; without one the button is always there. */
  action?: string;
  label: string;
  kind?: "default" | "primary" | "danger";
  /** Rarely wanted: always under "more". */
  isRare?: boolean;
  run: () => void;
}

export interface RecordTab {
  key: string;
  label: string;
  content: () => ReactNode;
  /** Takes the timeline's place as well. */
  isWide?: boolean;
}

interface RecordPageProps {
  back: { to: string; label: string };
  title: string;
  number?: string;
  tags?: ReactNode;
  /** Four to six key facts. */
  facts?: { label: string; value: ReactNode }[];
  actions?: RecordAction[];
  allowed?: AllowedAction[];
  /** The stage path, on the records that have one. */
  path?: ReactNode;
  /** A note across the page, such as "on hold until …". */
  notice?: ReactNode;
  tabs: RecordTab[];
  tab: string | undefined;
  onTab: (tab: string | undefined) => void;
  timeline?: ReactNode;
  /** What stands at the side, when it is not the activity; the name of its tab on a phone. */
  sideLabel?: string;
}

const BUTTONS = 3;
const STORE = "truss.timeline";

/** The page of a record: header with facts and actions, stage path, tabs, timeline at the side. */
export function RecordPage(props: RecordPageProps) {
  const { t } = useTranslation();
  const isPhone = usePhone();
  const [isFolded, setFolded] = useState(localStorage.getItem(STORE) === "folded");
  const sideLabel = props.sideLabel ?? t("timeline.title");
  const tabs: RecordTab[] =
    isPhone && props.timeline
      ? [...props.tabs, { key: "timeline", label: sideLabel, content: () => props.timeline }]
      : props.tabs;
  const current = tabs.find((tab) => tab.key === props.tab) ?? tabs[0];
  const hasSide = !isPhone && props.timeline !== undefined && !current?.isWide;
  const fold = () => {
    localStorage.setItem(STORE, isFolded ? "open" : "folded");
    setFolded(!isFolded);
  };
  return (
    <article className={styles.page}>
      <header className={styles.head}>
        <div className={styles.line}>
          <div className={styles.names}>
            <Link to={props.back.to as "/"} className={styles.back}>
              {props.back.label}
            </Link>
            <h1>{props.title}</h1>
            <span className={styles.meta}>
              {props.number ? <span className="num">{props.number}</span> : null}
              {props.tags}
            </span>
          </div>
          <Actions actions={props.actions ?? []} allowed={props.allowed ?? []} />
        </div>
        {props.facts?.length ? (
          <dl className={styles.facts}>
            {props.facts.map((fact) => (
              <div key={fact.label}>
                <dt>{fact.label}</dt>
                <dd>{fact.value}</dd>
              </div>
            ))}
          </dl>
        ) : null}
      </header>
      {props.notice ? <div className={styles.notice}>{props.notice}</div> : null}
      {props.path ? <div className={styles.path}>{props.path}</div> : null}
      <div className={styles.columns} data-side={hasSide && !isFolded ? "" : undefined}>
        <div className={styles.main}>
          <Tabs
            tabs={tabs}
            current={current?.key}
            onTab={(key) => props.onTab(key === tabs[0]?.key ? undefined : key)}
          >
            {hasSide ? (
              <button type="button" className={styles.fold} aria-expanded={!isFolded} onClick={fold}>
                {isFolded ? t("timeline.show") : t("timeline.hide")}
              </button>
            ) : null}
          </Tabs>
          <div role="tabpanel" aria-label={current?.label} className={styles.panel} key={current?.key}>
            {current?.content()}
          </div>
        </div>
        {hasSide && !isFolded ? (
          <aside className={styles.side} aria-label={sideLabel}>
            {props.timeline}
          </aside>
        ) : null}
      </div>
    </article>
  );
}

/** At most three buttons, the rest under "more"; what the role never has is not there at all. */
function Actions({ actions, allowed }: { actions: RecordAction[]; allowed: AllowedAction[] }) {
  const { t } = useTranslation();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const shown = actions.filter((item) => !item.action || findAllowed(allowed, item.action));
  const first = shown.filter((item) => !item.isRare).slice(0, BUTTONS);
  const rest = shown.filter((item) => !first.includes(item));
  return (
    <div className={styles.actions}>
      {first.map((item) => {
        const button = (
          <Button key={item.label} kind={item.kind} onClick={item.run}>
            {item.label}
          </Button>
        );
        return item.action ? (
          <Can key={item.label} action={item.action} allowed={allowed}>
            {button}
          </Can>
        ) : (
          button
        );
      })}
      {rest.length > 0 ? (
        <Button
          icon={<Icon of={MoreOutlined} />}
          aria-label={t("more")}
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          onClick={(event) => setAnchor(event.currentTarget)}
        />
      ) : null}
      <Menu
        anchor={anchor}
        onClose={() => setAnchor(null)}
        label={t("more")}
        align="end"
        items={rest.map((item) => {
          const found = item.action ? findAllowed(allowed, item.action) : undefined;
          return {
            key: item.label,
            label: item.label,
            danger: item.kind === "danger",
            reason: found && !found.allowed ? reasonText(t, found.reason) : undefined,
            run: item.run,
          };
        })}
      />
    </div>
  );
}

/** A plain tab list; arrows move between the tabs. */
export function Tabs({
  tabs,
  current,
  onTab,
  children,
}: {
  tabs: { key: string; label: string }[];
  current: string | undefined;
  onTab: (key: string) => void;
  children?: ReactNode;
}) {
  const id = useId();
  const { t } = useTranslation();
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    const at = tabs.findIndex((tab) => tab.key === current);
    const next = tabs[(at + by + tabs.length) % tabs.length];
    if (!next) return;
    onTab(next.key);
    document.getElementById(`${id}-${next.key}`)?.focus();
  };
  return (
    <div className={styles.tabs}>
      <div role="tablist" aria-label={t("tabs")} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            id={`${id}-${tab.key}`}
            type="button"
            role="tab"
            aria-selected={tab.key === current}
            tabIndex={tab.key === current ? 0 : -1}
            onClick={() => onTab(tab.key)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      {children}
    </div>
  );
}

/** A titled block on a record's tab. */
export function Section({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={styles.section}>
      <header>
        <h2>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}

/** Labels and values in columns; one column on a phone. */
export function Facts({ items }: { items: { label: string; value: ReactNode; isWide?: boolean }[] }) {
  return (
    <dl className={styles.list}>
      {items.map((item) => (
        <div key={item.label} data-wide={item.isWide || undefined}>
          <dt>{item.label}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A page without a record: title, actions, content. */
export function PlainPage({
  title,
  text,
  actions,
  children,
  isFull,
  isNarrow,
}: {
  title: string;
  text?: string;
  actions?: ReactNode;
  children: ReactNode;
  /** As wide as a form. */
  isNarrow?: boolean;
  /** Fills the window, as lists and boards do. */
  isFull?: boolean;
}) {
  return (
    <div className={styles.plain} data-full={isFull || undefined} data-narrow={isNarrow || undefined}>
      <header className={styles.plainHead}>
        <div>
          <h1>{title}</h1>
          {text ? <p>{text}</p> : null}
        </div>
        <div className={styles.actions}>{actions}</div>
      </header>
      {isFull ? children : <div className={styles.plainBody}>{children}</div>}
    </div>
  );
}
