import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useRef,
} from "react";
import { useTranslation } from "react-i18next";
import styles from "./data-grid.module.css";
import type { GridRow } from "./types";
import type { GridTable, LaidColumn } from "./use-columns";

const VIRTUAL_FROM = 100;
const PICK_WIDTH = 40;

interface GridProps<Row extends GridRow> {
  label: string;
  table: GridTable<Row>;
  laid: LaidColumn<Row>[];
  rows: Row[];
  total?: { value: number; capped: boolean };
  sort?: string;
  onSort: (sort: string | undefined) => void;
  onPress: (row: Row) => void;
  onOpen?: (row: Row) => void;
  isPickable: boolean;
  isStale: boolean;
  search: { panel?: string };
  isEmbedded?: boolean;
}

function template<Row>(laid: LaidColumn<Row>[], isPickable: boolean): CSSProperties {
  const widths = laid.map(({ size }, index) =>
    index === laid.length - 1 ? `minmax(${size}px, 1fr)` : `${size}px`,
  );
  const total = laid.reduce((sum, { size }) => sum + size, isPickable ? PICK_WIDTH : 0);
  return {
    "--columns": [isPickable ? `${PICK_WIDTH}px` : "", ...widths].join(" ").trim(),
    "--width": `${total}px`,
  } as CSSProperties;
}

function place<Row>(laid: LaidColumn<Row>, isPickable: boolean): CSSProperties | undefined {
  return laid.offset === null ? undefined : { left: laid.offset + (isPickable ? PICK_WIDTH : 0) };
}

/** The grid itself: one tab stop, arrows move, Enter opens, Space picks. */
export function Grid<Row extends GridRow>(props: GridProps<Row>) {
  const { table, laid, rows, isPickable } = props;
  const scroller = useRef<HTMLDivElement>(null);
  useTabStop(scroller, rows);
  const rowCount = props.total && !props.total.capped ? props.total.value + 1 : -1;
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={props.label}
      aria-rowcount={rowCount}
      aria-colcount={laid.length + (isPickable ? 1 : 0)}
      aria-multiselectable={isPickable || undefined}
      aria-busy={props.isStale}
      className={styles.scroller}
      data-stale={props.isStale || undefined}
      style={template(laid, isPickable)}
      onKeyDown={(event) => onGridKey(event, rows, props)}
    >
      <Head {...props} />
      {rows.length > VIRTUAL_FROM ? (
        <VirtualRows
          scroller={scroller}
          rows={rows}
          row={(row, index, style) => (
            <Line
              {...props}
              key={row.id}
              row={row}
              index={index}
              style={style}
              isPicked={table.state.rowSelection[row.id] === true}
            />
          )}
        />
      ) : (
        rows.map((row, index) => (
          <Line
            {...props}
            key={row.id}
            row={row}
            index={index}
            isPicked={table.state.rowSelection[row.id] === true}
          />
        ))
      )}
    </div>
  );
}

function VirtualRows<Row extends GridRow>({
  scroller,
  rows,
  row,
}: {
  scroller: React.RefObject<HTMLDivElement | null>;
  rows: Row[];
  row: (row: Row, index: number, style: CSSProperties) => ReactNode;
}) {
  // The virtualizer is one object that changes inside: memoised reads would be stale.
  "use no memo";
  const height =
    Number.parseInt(getComputedStyle(document.documentElement).getPropertyValue("--row-height"), 10) || 36;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
  });
  return (
    <div role="rowgroup" className={styles.virtual} style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map((item) => {
        const data = rows[item.index];
        return data
          ? row(data, item.index, { position: "absolute", transform: `translateY(${item.start}px)` })
          : null;
      })}
    </div>
  );
}

function Head<Row extends GridRow>({ table, laid, rows, sort, onSort, isPickable }: GridProps<Row>) {
  const { t } = useTranslation();
  const pickedCount = rows.filter((row) => table.state.rowSelection[row.id]).length;
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const next = (id: string) => (sort === id ? `-${id}` : sort === `-${id}` ? undefined : id);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: its cells take the focus.
    <div role="row" aria-rowindex={1} className={styles.head}>
      {isPickable ? (
        <div role="columnheader" tabIndex={-1} className={styles.pick}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={t("grid.pick_all")}
            checked={pickedCount > 0 && pickedCount === rows.length}
            ref={(element) => {
              if (element) element.indeterminate = pickedCount > 0 && pickedCount < rows.length;
            }}
            onChange={(event) => table.toggleAllRowsSelected(event.target.checked)}
          />
        </div>
      ) : null}
      {laid.map((item) => {
        const { column } = item;
        const direction =
          sort === column.id ? "ascending" : sort === `-${column.id}` ? "descending" : undefined;
        const header = headers.find((candidate) => candidate.column.id === column.id);
        return (
          <div
            key={column.id}
            role="columnheader"
            tabIndex={-1}
            aria-sort={column.sortable ? (direction ?? "none") : undefined}
            className={styles.headCell}
            data-align={column.align}
            data-pinned={item.offset === null ? undefined : ""}
            data-edge={item.isLastPinned || undefined}
            data-sortable={column.sortable || undefined}
            style={place(item, isPickable)}
            onClick={() => column.sortable && onSort(next(column.id))}
            onKeyDown={(event) => {
              if (event.key === "Enter" && column.sortable) onSort(next(column.id));
              if (event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
                event.stopPropagation();
                const size = item.size + (event.key === "ArrowRight" ? 16 : -16);
                table.setColumnSizing((sizes) => ({ ...sizes, [column.id]: Math.max(64, size) }));
              }
            }}
          >
            <span className={styles.headText}>{column.title}</span>
            {direction ? <span aria-hidden="true">{direction === "ascending" ? "↑" : "↓"}</span> : null}
            {header ? (
              <i
                className={styles.grip}
                aria-hidden="true"
                onClick={(event) => event.stopPropagation()}
                onDoubleClick={() => header.column.resetSize()}
                onMouseDown={header.getResizeHandler()}
                onTouchStart={header.getResizeHandler()}
              />
            ) : null}
          </div>
        );
      })}
    </div>
  );
}

function cellOf<Row extends GridRow>(row: Row, laid: LaidColumn<Row>): ReactNode {
  if (laid.column.cell) return laid.column.cell(row);
  const value = (row as Record<string, unknown>)[laid.column.id];
  return value === null || value === undefined || value === "" ? "–" : String(value);
}

function Line<Row extends GridRow>({
  row,
  index,
  style,
  isPicked,
  ...props
}: GridProps<Row> & { row: Row; index: number; style?: CSSProperties; isPicked: boolean }) {
  const { t } = useTranslation();
  const { laid, table, isPickable } = props;
  const onClick = (event: MouseEvent) => {
    if ((event.target as HTMLElement).closest("a,button,input,label")) return;
    if (getSelection()?.toString()) return;
    if (event.ctrlKey || event.metaKey) (props.onOpen ?? props.onPress)(row);
    else props.onPress(row);
  };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: its cells take the focus.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it handles keys.
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isPickable ? isPicked : undefined}
      className={styles.row}
      data-row={index}
      data-open={props.search.panel === row.id || undefined}
      style={style}
      onClick={onClick}
    >
      {isPickable ? (
        <div role="gridcell" tabIndex={-1} className={styles.pick}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={t("grid.pick_row")}
            checked={isPicked}
            onChange={(event) =>
              table.setRowSelection((picked) => pick(picked, row.id, event.target.checked))
            }
          />
        </div>
      ) : null}
      {laid.map((item) => (
        <div
          key={item.column.id}
          role="gridcell"
          tabIndex={-1}
          className={styles.cell}
          data-align={item.column.align}
          data-pinned={item.offset === null ? undefined : ""}
          data-edge={item.isLastPinned || undefined}
          style={place(item, isPickable)}
        >
          {cellOf(row, item)}
        </div>
      ))}
    </div>
  );
}

function pick(picked: Record<string, true>, id: string, isPicked: boolean): Record<string, true> {
  const { [id]: _was, ...rest } = picked;
  return isPicked ? { ...rest, [id]: true } : rest;
}

const CELL = "[role=columnheader],[role=gridcell]";

/** Keeps exactly one cell in the tab order, also after the rows have changed. */
function useTabStop(grid: React.RefObject<HTMLDivElement | null>, rows: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs again when other rows appear.
  useEffect(() => {
    const element = grid.current;
    if (!element) return;
    const settle = () => {
      if (!element.querySelector(`${CELL.replaceAll(",", "[tabindex='0'],")}[tabindex='0']`)) {
        element.querySelector(CELL)?.setAttribute("tabindex", "0");
      }
    };
    settle();
    const onFocus = (event: FocusEvent) => {
      const cell = (event.target as HTMLElement).closest(CELL);
      if (!cell) return;
      for (const other of element.querySelectorAll("[tabindex='0']")) other.setAttribute("tabindex", "-1");
      cell.setAttribute("tabindex", "0");
    };
    element.addEventListener("focusin", onFocus);
    return () => element.removeEventListener("focusin", onFocus);
  }, [grid, rows]);
}

function onGridKey<Row extends GridRow>(
  event: KeyboardEvent<HTMLDivElement>,
  rows: Row[],
  props: GridProps<Row>,
): void {
  const cell = (event.target as HTMLElement).closest<HTMLElement>(CELL);
  const line = cell?.closest<HTMLElement>("[role=row]");
  if (!cell || !line) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=row]")];
  const cells = [...line.querySelectorAll<HTMLElement>(CELL)];
  const at = { row: all.indexOf(line), cell: cells.indexOf(cell) };
  const to = { ...at };
  const page = 12;
  switch (event.key) {
    case "ArrowDown":
      to.row += 1;
      break;
    case "ArrowUp":
      to.row -= 1;
      break;
    case "PageDown":
      to.row += page;
      break;
    case "PageUp":
      to.row -= page;
      break;
    case "ArrowRight":
      to.cell += 1;
      break;
    case "ArrowLeft":
      to.cell -= 1;
      break;
    case "Home":
      to.cell = 0;
      if (event.ctrlKey) to.row = 0;
      break;
    case "End":
      to.cell = cells.length - 1;
      if (event.ctrlKey) to.row = all.length - 1;
      break;
    case "Enter":
    case " ": {
      const row = rows[Number(line.dataset.row ?? -1)];
      if (!row || (event.target as HTMLElement).closest("a,button")) return;
      event.preventDefault();
      if (event.key === "Enter") (props.onOpen ?? props.onPress)(row);
      else if (props.isPickable) {
        props.table.setRowSelection((picked) => pick(picked, row.id, !picked[row.id]));
      } else props.onPress(row);
      return;
    }
    default:
      return;
  }
  event.preventDefault();
  const target = all[Math.max(0, Math.min(all.length - 1, to.row))];
  const row = [...(target?.querySelectorAll<HTMLElement>(CELL) ?? [])];
  const next = row[Math.max(0, Math.min(row.length - 1, to.cell))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** Grey rows in the shape of the list. */
export function GridSkeleton<Row>({ laid }: { laid: LaidColumn<Row>[] }) {
  return (
    <div className={styles.scroller} style={template(laid, false)} aria-hidden="true">
      {Array.from({ length: 12 }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike.
        <div key={line} className={styles.row} data-ghost="">
          {laid.map(({ column }) => (
            <div key={column.id} className={styles.cell}>
              <i className={styles.ghost} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
