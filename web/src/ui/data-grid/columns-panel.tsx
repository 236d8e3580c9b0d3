import { PushpinFilled, PushpinOutlined } from "@ant-design/icons-svg";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import type { Density } from "@/api/types";
import { Button } from "../button";
import { Icon } from "../icon";
import { useSaveMe } from "../preferences";
import styles from "./data-grid.module.css";
import type { GridColumn, GridRow } from "./types";
import type { GridTable } from "./use-columns";

const DENSITIES: Density[] = ["compact", "normal", "roomy"];

/** Which columns, in which order, which of them pinned, and how high the rows are. */
export function ColumnsPanel<Row extends GridRow>({
  columns,
  table,
  onReset,
}: {
  columns: GridColumn<Row>[];
  table: GridTable<Row>;
  onReset: () => void;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const save = useSaveMe();
  const { columnOrder, columnVisibility, columnPinning } = table.state;
  const ids = columns.map((column) => column.id);
  const order = [
    ...columnOrder.filter((id) => ids.includes(id)),
    ...ids.filter((id) => !columnOrder.includes(id)),
  ];
  const move = (id: string, by: number) => {
    const from = order.indexOf(id);
    const next = order.filter((other) => other !== id);
    next.splice(Math.max(0, Math.min(next.length, from + by)), 0, id);
    table.setColumnOrder(next);
  };
  const pin = (id: string) =>
    table.setColumnPinning(({ start, end }) => ({
      start: start.includes(id) ? start.filter((other) => other !== id) : [...start, id],
      end,
    }));
  return (
    <div className={styles.columns}>
      <ul>
        {order.map((id) => {
          const column = columns.find((candidate) => candidate.id === id);
          if (!column) return null;
          const isPinned = columnPinning.start.includes(id);
          return (
            <li key={id}>
              <label>
                <input
                  type="checkbox"
                  checked={columnVisibility[id] !== false}
                  onChange={(event) =>
                    table.setColumnVisibility((shown) => ({ ...shown, [id]: event.target.checked }))
                  }
                />
                {column.title}
              </label>
              <button
                type="button"
                aria-pressed={isPinned}
                aria-label={t("grid.pin", { column: column.title })}
                onClick={() => pin(id)}
              >
                <Icon of={isPinned ? PushpinFilled : PushpinOutlined} size={14} />
              </button>
              <button
                type="button"
                aria-label={t("grid.up", { column: column.title })}
                onClick={() => move(id, -1)}
              >
                ↑
              </button>
              <button
                type="button"
                aria-label={t("grid.down", { column: column.title })}
                onClick={() => move(id, 1)}
              >
                ↓
              </button>
            </li>
          );
        })}
      </ul>
      <fieldset className={styles.density}>
        <legend>{t("density.label")}</legend>
        {DENSITIES.map((density) => (
          <label key={density}>
            <input
              type="radio"
              name="density"
              checked={me.density === density}
              onChange={() => void save({ density })}
            />
            {t(`density.${density}`)}
          </label>
        ))}
      </fieldset>
      <Button kind="quiet" onClick={onReset}>
        {t("grid.reset")}
      </Button>
    </div>
  );
}
