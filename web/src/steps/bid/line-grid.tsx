import { MoreOutlined } from "@ant-design/icons-svg";
import { useQueryClient } from "@tanstack/react-query";
import { type ClipboardEvent, type Dispatch, type KeyboardEvent, memo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Money } from "@/ui/display";
import { FigureInput } from "@/ui/figure-input";
import { Icon } from "@/ui/icon";
import { Menu } from "@/ui/popover";
import styles from "./line-grid.module.css";
import {
  blankLine,
  COLUMNS,
  type DraftLine,
  isBlank,
  KINDS,
  type LineColumn,
  type LineFault,
  lineFigures,
  type Pasted,
  parseBlock,
} from "./model";
import { ProductCell } from "./product-cell";
import { productsQuery } from "./queries";
import type { LineChange } from "./use-lines";

interface LineGridProps {
  lines: DraftLine[];
  dispatch: Dispatch<LineChange>;
  onPaste: (
    at: { line: number; column: LineColumn },
    block: string[][],
    shown: readonly LineColumn[],
  ) => Pasted;
  currency: string;
  canSeeCost: boolean;
  faults: (LineFault & { text: string })[];
}

const CELL = "[data-cell]";

/** The cells of the grid in reading order, and the place of one of them. */
function cellsAround(from: HTMLElement): { cells: HTMLElement[]; at: number } {
  const table = from.closest("table");
  const cells = [...(table?.querySelectorAll<HTMLElement>(CELL) ?? [])];
  return { cells, at: cells.indexOf(from.closest<HTMLElement>(CELL) ?? from) };
}

function focusCell(cell: HTMLElement | undefined): boolean {
  if (!cell) return false;
  cell.focus();
  if (cell instanceof HTMLInputElement) cell.select();
  return true;
}

/** The lines of a quotation as a grid to type into: Enter and Tab move on, a block pastes, a blank line waits. */
export function LineGrid({ lines, dispatch, onPaste, currency, canSeeCost, faults }: LineGridProps) {
  const { t } = useTranslation("bid");
  const queryClient = useQueryClient();
  const [menu, setMenu] = useState<{ anchor: HTMLElement; key: string } | null>(null);
  // Beside the lines, where a message cannot cover what is typed next.
  const [note, setNote] = useState("");
  const table = useRef<HTMLTableElement>(null);
  const shown = COLUMNS.filter((column) => canSeeCost || column !== "unit_cost_minor");

  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    const target = event.target as HTMLElement;
    if (!target.matches(CELL) || event.ctrlKey || event.metaKey || event.altKey) return;
    const { cells, at } = cellsAround(target);
    const columns = shown.length;
    const step =
      event.key === "Enter"
        ? event.shiftKey
          ? -1
          : 1
        : event.key === "ArrowDown"
          ? columns
          : event.key === "ArrowUp"
            ? -columns
            : 0;
    if (step === 0) return;
    event.preventDefault();
    focusCell(cells[at + step]);
  };

  const onPasteBlock = (event: ClipboardEvent<HTMLTableElement>) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>(CELL);
    const text = event.clipboardData.getData("text/plain");
    const row = cell?.closest<HTMLElement>("[data-line]");
    if (!cell || !row || !/[\t\n\r]/.test(text.trimEnd())) return;
    event.preventDefault();
    const at = { line: Number(row.dataset.line), column: cell.dataset.cell as LineColumn };
    const block = parseBlock(text);
    const pasted = onPaste(at, block, shown);
    const done = t("paste.done", { count: block.length });
    setNote(pasted.unread > 0 ? `${done} ${t("paste.unread", { count: pasted.unread })}` : done);
    void lookUp(pasted.named);
  };

  /** Pasted codes and names become products where exactly one product answers to them. */
  const lookUp = async (named: Pasted["named"]) => {
    const texts = [...new Set(named.map((item) => item.text))].slice(0, 100);
    for (const text of texts) {
      try {
        const { items } = await queryClient.fetchQuery(productsQuery(text));
        const row = items.find((item) => item.code === text) ?? items.find((item) => item.name === text);
        if (!row) continue;
        for (const item of named.filter((one) => one.text === text))
          dispatch({ do: "product", key: item.key, row, currency, isPasted: true });
      } catch {
        // The text stays as the line's description: nothing is lost without the look-up.
        return;
      }
    }
  };

  const menuLine = lines.find((line) => line.key === menu?.key);
  const used = lines.filter((line) => !isBlank(line));
  const place = menuLine ? used.indexOf(menuLine) : -1;
  return (
    <div className={styles.scroll}>
      <table
        ref={table}
        className={styles.grid}
        aria-label={t("line.title")}
        onKeyDown={onKeyDown}
        onPaste={onPasteBlock}
      >
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">{t("field:product")}</th>
            <th scope="col">{t("field:description")}</th>
            <th scope="col" data-align="end">
              {t("field:quantity_milli")}
            </th>
            <th scope="col">{t("line.unit")}</th>
            <th scope="col" data-align="end">
              {t("field:list_price_minor")}
            </th>
            <th scope="col" data-align="end">
              {t("line.discount_percent")}
            </th>
            {canSeeCost ? (
              <th scope="col" data-align="end">
                {t("field:unit_cost_minor")}
              </th>
            ) : null}
            <th scope="col" data-align="end">
              {t("field:net_price_minor")}
            </th>
            <th scope="col" data-align="end">
              {t("field:amount_minor")}
            </th>
            <th scope="col">
              <span className="hidden-text">{t("common:more")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <Line
              key={line.key}
              line={line}
              index={index}
              dispatch={dispatch}
              currency={currency}
              canSeeCost={canSeeCost}
              faults={faults}
              onMenu={setMenu}
            />
          ))}
        </tbody>
      </table>
      <p className={styles.note} role="status">
        {note}
      </p>
      <Menu
        anchor={menu?.anchor ?? null}
        onClose={() => setMenu(null)}
        label={t("common:more")}
        align="end"
        items={
          menuLine
            ? [
                {
                  key: "duplicate",
                  label: t("line.duplicate"),
                  run: () =>
                    dispatch({
                      do: "duplicate",
                      key: menuLine.key,
                      copy: { ...menuLine, key: blankLine().key, id: null },
                    }),
                },
                ...(place > 0
                  ? [
                      {
                        key: "up",
                        label: t("line.up"),
                        run: () => dispatch({ do: "move", key: menuLine.key, by: -1 }),
                      },
                    ]
                  : []),
                ...(place < used.length - 1
                  ? [
                      {
                        key: "down",
                        label: t("line.down"),
                        run: () => dispatch({ do: "move", key: menuLine.key, by: 1 }),
                      },
                    ]
                  : []),
                {
                  key: "remove",
                  label: t("line.remove"),
                  danger: true,
                  separated: true,
                  run: () => {
                    dispatch({ do: "remove", key: menuLine.key });
                    const index = lines.indexOf(menuLine);
                    // The removed row's button is gone: the line that takes its place gets the focus.
                    requestAnimationFrame(() =>
                      focusCell(
                        table.current?.querySelector<HTMLElement>(`[data-line="${index}"] ${CELL}`) ??
                          undefined,
                      ),
                    );
                  },
                },
              ]
            : []
        }
      />
    </div>
  );
}

const Line = memo(function Line({
  line,
  index,
  dispatch,
  currency,
  canSeeCost,
  faults,
  onMenu,
}: {
  line: DraftLine;
  index: number;
  dispatch: Dispatch<LineChange>;
  currency: string;
  canSeeCost: boolean;
  faults: (LineFault & { text: string })[];
  onMenu: (menu: { anchor: HTMLElement; key: string }) => void;
}) {
  const { t } = useTranslation("bid");
  const figures = lineFigures(line);
  const number = index + 1;
  const isEnd = isBlank(line);
  const fault = (column: LineColumn) =>
    faults.find((item) => item.line === index && item.column === column)?.text;
  const put = (change: Partial<DraftLine>) => dispatch({ do: "put", key: line.key, change });
  const figure = (column: "quantity_milli" | "list_price_minor" | "discount_bp" | "unit_cost_minor") => (
    <FigureInput
      kind={KINDS[column] ?? "money"}
      currency={currency}
      value={line[column]}
      onChange={(value) => put({ [column]: value })}
      data-cell={column}
      aria-label={t(`line.label.${column}`, { number })}
      aria-invalid={fault(column) ? true : undefined}
      title={fault(column)}
    />
  );
  return (
    <tr data-line={index} data-blank={isEnd || undefined}>
      <td className={styles.number}>{isEnd ? "" : number}</td>
      <td data-label={t("field:product")}>
        <ProductCell
          product={line.product}
          label={t("line.label.product", { number })}
          isWrong={fault("product")}
          onPick={(row) => dispatch({ do: "product", key: line.key, row, currency })}
          onClear={() => put({ product: null })}
          onNext={(from) => {
            const { cells, at } = cellsAround(from);
            // Once the product's own quantity is in the field, so that all of it is selected.
            requestAnimationFrame(() => focusCell(cells[at + 2]));
          }}
        />
      </td>
      <td data-label={t("field:description")}>
        <input
          type="text"
          value={line.description}
          maxLength={500}
          data-cell="description"
          aria-label={t("line.label.description", { number })}
          aria-invalid={fault("description") ? true : undefined}
          title={fault("description") ?? (line.description || undefined)}
          onChange={(event) => put({ description: event.target.value })}
        />
      </td>
      <td data-label={t("field:quantity_milli")}>{figure("quantity_milli")}</td>
      <td data-label={t("line.unit")}>
        <input
          type="text"
          value={line.unit}
          maxLength={20}
          data-cell="unit"
          aria-label={t("line.label.unit", { number })}
          onChange={(event) => put({ unit: event.target.value })}
        />
      </td>
      <td data-label={t("field:list_price_minor")}>{figure("list_price_minor")}</td>
      <td data-label={t("line.discount_percent")}>{figure("discount_bp")}</td>
      {canSeeCost ? <td data-label={t("field:unit_cost_minor")}>{figure("unit_cost_minor")}</td> : null}
      <td data-label={t("field:net_price_minor")} data-figure="">
        {figures ? <Money minor={figures.net_price_minor} currency={currency} /> : null}
      </td>
      <td data-label={t("field:amount_minor")} data-figure="amount">
        {figures ? <Money minor={figures.amount_minor} currency={currency} /> : null}
      </td>
      <td className={styles.more}>
        {isEnd ? null : (
          <button
            type="button"
            aria-label={t("line.menu", { number })}
            aria-haspopup="menu"
            onClick={(event) => onMenu({ anchor: event.currentTarget, key: line.key })}
          >
            <Icon of={MoreOutlined} />
          </button>
        )}
      </td>
    </tr>
  );
});
