import type { ReactNode } from "react";
import styles from "./data-grid.module.css";
import type { GridColumn, GridRow } from "./types";

/** The same rows as cards, for a phone. */
export function Cards<Row extends GridRow>({
  columns,
  rows,
  label,
  onPress,
}: {
  columns: GridColumn<Row>[];
  rows: Row[];
  label: string;
  onPress: (row: Row) => void;
}) {
  const at = (spot: string) =>
    columns.filter((column) => (column.card ?? (column.hidden ? "none" : "fact")) === spot);
  return (
    <ul className={styles.cards} aria-label={label}>
      {rows.map((row) => (
        <li key={row.id} className={styles.card}>
          <button type="button" className={styles.cardTitle} onClick={() => onPress(row)}>
            {join(at("title"), row)}
          </button>
          <span className={styles.cardEnd}>{join(at("end"), row)}</span>
          <div className={styles.cardSub}>{join(at("subtitle"), row)}</div>
          <dl className={styles.cardFacts}>
            {at("fact").map((column) => {
              const value = content(column, row);
              return value === null ? null : (
                <div key={column.id}>
                  <dt>{column.title}</dt>
                  <dd>{value}</dd>
                </div>
              );
            })}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function content<Row>(column: GridColumn<Row>, row: Row): ReactNode {
  const value = (row as Record<string, unknown>)[column.id];
  if (value === null || value === undefined || value === "") return null;
  return column.cell ? column.cell(row) : String(value);
}

function join<Row>(columns: GridColumn<Row>[], row: Row): ReactNode {
  return columns.map((column) => <span key={column.id}>{content(column, row)}</span>);
}
