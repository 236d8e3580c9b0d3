import { EllipsisOutlined } from "@ant-design/icons-svg";
import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { autoScrollForElements } from "@atlaskit/pragmatic-drag-and-drop-auto-scroll/element";
import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "@/api/problem";
import { currentLocale, pick } from "@/i18n";
import { formatNumber } from "@/i18n/format";
import { Button } from "../button";
import { type Hue, Money } from "../display";
import { Icon } from "../icon";
import { Menu } from "../popover";
import { problemText } from "../problem-text";
import { toast } from "../toast";
import styles from "./board.module.css";

export interface BoardLane<Row> {
  key: string;
  title: string;
  code?: string;
  hue: Hue;
  /** The server's figures over all cards, also those not loaded. */
  count: number;
  sums: { currency: string; amount_minor: number; weighted_minor?: number }[];
  cards: Row[];
  hasMore: boolean;
}

export interface BoardProps<Row extends { id: string }> {
  label: string;
  lanes: BoardLane<Row>[];
  /** What stands on a card; plain elements only. */
  card: (row: Row) => ReactNode;
  titleOf: (row: Row) => string;
  onOpen: (row: Row) => void;
  /** Why a card cannot go there, or undefined; the server has the last word. */
  barred?: (row: Row, to: string) => string | undefined;
  /**
   * Moves the card; a rejection brings it back and is worded. Resolves when the lanes are up to date;
   * `false` brings the card back without a word, when the page itself shows why.
   */
  onMove: (row: Row, to: string) => Promise<unknown>;
  onMore: (lane: string) => void;
  isLoadingMore?: string;
  /** Extra entries of a card's menu. */
  extraItems?: (row: Row) => { key: string; label: string; run: () => void }[];
}

interface Moved<Row> {
  row: Row;
  from: string;
  to: string;
}

/** Cards in lanes: drag, the card's menu or Ctrl+arrows move them; a refusal moves them back. */
export function Board<Row extends { id: string }>(props: BoardProps<Row>) {
  const { t } = useTranslation();
  const [moved, setMoved] = useState<Moved<Row>[]>([]);
  const [said, setSaid] = useState("");
  const [menu, setMenu] = useState<{ row: Row; lane: string; anchor: HTMLElement } | null>(null);
  const lanes = props.lanes.map((lane) => withMoves(lane, moved));

  const move = async (row: Row, from: string, to: string) => {
    const lane = props.lanes.find((item) => item.key === to);
    if (from === to || !lane || moved.some((item) => item.row.id === row.id)) return;
    const title = props.titleOf(row);
    const bar = props.barred?.(row, to);
    if (bar) {
      toast.error(bar);
      setSaid(bar);
      return;
    }
    setMoved((all) => [...all, { row, from, to }]);
    setSaid(t("board.moved", { title, lane: lane.title }));
    try {
      const answer = await props.onMove(row, to);
      if (answer === false) setSaid("");
    } catch (error) {
      const problem = problemOf(error);
      const missing = problem.unmet?.map((item) => pick(item.text)).join(t("list_comma"));
      const text = [problemText(t, problem), missing].filter(Boolean).join(" ");
      toast.error(text);
      setSaid(t("board.returned", { title, reason: text }));
    } finally {
      setMoved((all) => all.filter((item) => item.row.id !== row.id));
    }
  };
  const onDrop = useEffectEvent((id: string, from: string, to: string) => {
    const row = props.lanes.flatMap((lane) => lane.cards).find((card) => card.id === id);
    if (row) void move(row, from, to);
  });
  useEffect(
    () =>
      monitorForElements({
        onDrop: ({ source, location }) => {
          const to = location.current.dropTargets[0]?.data.lane;
          if (typeof to === "string") onDrop(String(source.data.card), String(source.data.lane), to);
        },
      }),
    [],
  );
  const onKey = (event: KeyboardEvent, row: Row, lane: string) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0 || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const to = props.lanes[props.lanes.findIndex((item) => item.key === lane) + by];
    if (to) void move(row, lane, to.key);
  };
  return (
    <section className={styles.board} aria-label={props.label}>
      {lanes.map((lane) => (
        <Lane
          key={lane.key}
          lane={lane}
          card={props.card}
          titleOf={props.titleOf}
          onOpen={props.onOpen}
          onMore={() => props.onMore(lane.key)}
          isLoadingMore={props.isLoadingMore === lane.key}
          pending={moved.map((item) => item.row.id)}
          onMenu={(row, anchor) => setMenu({ row, lane: lane.key, anchor })}
          onKey={onKey}
        />
      ))}
      <Menu
        anchor={menu?.anchor ?? null}
        onClose={() => setMenu(null)}
        label={menu ? t("board.menu", { title: props.titleOf(menu.row) }) : ""}
        align="end"
        items={
          menu
            ? [
                ...props.lanes
                  .filter((lane) => lane.key !== menu.lane)
                  .map((lane) => ({
                    key: lane.key,
                    label: t("board.move_to", { lane: lane.title }),
                    reason: props.barred?.(menu.row, lane.key),
                    run: () => void move(menu.row, menu.lane, lane.key),
                  })),
                ...(props.extraItems?.(menu.row) ?? []).map((item, index) => ({
                  ...item,
                  separated: index === 0,
                })),
              ]
            : []
        }
      />
      <p className="hidden-text" role="status" aria-live="assertive">
        {said}
      </p>
    </section>
  );
}

/** A lane as it looks while moves are under way; its figures follow. */
function withMoves<Row extends { id: string }>(lane: BoardLane<Row>, moved: Moved<Row>[]): BoardLane<Row> {
  const gone = moved.filter((item) => item.from === lane.key && item.to !== lane.key);
  const come = moved.filter((item) => item.to === lane.key && item.from !== lane.key);
  if (gone.length === 0 && come.length === 0) return lane;
  const left = lane.cards.filter((card) => !gone.some((item) => item.row.id === card.id));
  const added = come.map((item) => item.row).filter((row) => !left.some((card) => card.id === row.id));
  return { ...lane, cards: [...added, ...left], count: lane.count - gone.length + come.length };
}

interface LaneProps<Row extends { id: string }> {
  lane: BoardLane<Row>;
  card: (row: Row) => ReactNode;
  titleOf: (row: Row) => string;
  onOpen: (row: Row) => void;
  onMore: () => void;
  isLoadingMore: boolean;
  pending: string[];
  onMenu: (row: Row, anchor: HTMLElement) => void;
  onKey: (event: KeyboardEvent, row: Row, lane: string) => void;
}

function Lane<Row extends { id: string }>({ lane, pending, ...props }: LaneProps<Row>) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    return combine(
      dropTargetForElements({
        element,
        getData: () => ({ lane: lane.key }),
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop: () => setOver(false),
      }),
      autoScrollForElements({ element }),
    );
  }, [lane.key]);
  return (
    <section className={styles.lane} data-hue={lane.hue} aria-label={lane.title}>
      <header>
        <h2>
          {lane.title}
          <span className="num">{formatNumber(lane.count, currentLocale())}</span>
        </h2>
        {lane.sums.map((sum) => (
          <p key={sum.currency}>
            <Money minor={sum.amount_minor} currency={sum.currency} isShort />
            {sum.weighted_minor === undefined ? null : (
              <small>
                {t("board.weighted")} <Money minor={sum.weighted_minor} currency={sum.currency} isShort />
              </small>
            )}
          </p>
        ))}
      </header>
      <div ref={scroller} className={styles.cards} data-over={isOver || undefined}>
        <ul>
          {lane.cards.map((row) => (
            <Card
              key={row.id}
              row={row}
              lane={lane.key}
              isPending={pending.includes(row.id)}
              title={props.titleOf(row)}
              onOpen={props.onOpen}
              onMenu={props.onMenu}
              onKey={props.onKey}
            >
              {props.card(row)}
            </Card>
          ))}
        </ul>
        {lane.cards.length === 0 ? <p className={styles.empty}>{t("board.empty")}</p> : null}
        {lane.hasMore ? (
          <Button kind="quiet" busy={props.isLoadingMore} onClick={props.onMore}>
            {t("load_more")}
          </Button>
        ) : null}
      </div>
    </section>
  );
}

function Card<Row extends { id: string }>({
  row,
  lane,
  title,
  isPending,
  onOpen,
  onMenu,
  onKey,
  children,
}: {
  row: Row;
  lane: string;
  title: string;
  isPending: boolean;
  onOpen: (row: Row) => void;
  onMenu: (row: Row, anchor: HTMLElement) => void;
  onKey: (event: KeyboardEvent, row: Row, lane: string) => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const card = element.current;
    if (!card) return;
    return draggable({ element: card, getInitialData: () => ({ card: row.id, lane }) });
  }, [row.id, lane]);
  return (
    <li
      ref={element}
      className={styles.card}
      data-pending={isPending || undefined}
      aria-busy={isPending || undefined}
    >
      <button
        type="button"
        className={styles.title}
        aria-keyshortcuts="Control+ArrowRight Control+ArrowLeft"
        onClick={() => onOpen(row)}
        onKeyDown={(event) => onKey(event, row, lane)}
      >
        {title}
      </button>
      <button
        type="button"
        className={styles.menu}
        aria-haspopup="menu"
        aria-label={t("board.menu", { title })}
        onClick={(event) => onMenu(row, event.currentTarget)}
      >
        <Icon of={EllipsisOutlined} />
      </button>
      <div className={styles.content}>{children}</div>
    </li>
  );
}
