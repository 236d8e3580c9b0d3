import {
  type ColumnDef,
  columnOrderingFeature,
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useEffect, useMemo } from "react";
import type { GridColumn, GridRow } from "./types";

const features = tableFeatures({
  columnOrderingFeature,
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSelectionFeature,
});

interface Stored {
  hidden: Record<string, boolean>;
  order: string[];
  pinned: string[];
  sizes: Record<string, number>;
}

function read(name: string): Partial<Stored> {
  try {
    return JSON.parse(localStorage.getItem(`truss.grid.${name}`) ?? "{}") as Partial<Stored>;
  } catch {
    return {};
  }
}

function defaults<Row>(columns: GridColumn<Row>[]) {
  return {
    columnVisibility: Object.fromEntries(columns.map((column) => [column.id, !column.hidden])),
    columnPinning: { start: columns.filter((column) => column.pinned).map((column) => column.id), end: [] },
    columnOrder: [] as string[],
    columnSizing: {} as Record<string, number>,
  };
}

/** TanStack Table behind the grid: sizes, order, visibility and pins, kept in this browser per list. */
export function useGridTable<Row extends GridRow>(name: string, columns: GridColumn<Row>[], rows: Row[]) {
  const stored = useMemo(() => read(name), [name]);
  const initial = defaults(columns);
  const definitions = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<typeof features, Row> => ({
          id: column.id,
          accessorFn: (row) => (row as Record<string, unknown>)[column.id],
          size: column.width ?? 140,
          minSize: 64,
          maxSize: 800,
        }),
      ),
    [columns],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: (row) => row.id,
    columnResizeMode: "onChange",
    initialState: {
      columnVisibility: { ...initial.columnVisibility, ...stored.hidden },
      columnPinning: stored.pinned ? { start: stored.pinned, end: [] } : initial.columnPinning,
      columnOrder: stored.order ?? [],
      columnSizing: stored.sizes ?? {},
    },
  });
  const { columnVisibility, columnPinning, columnOrder, columnSizing } = table.state;
  useEffect(() => {
    const kept: Stored = {
      hidden: columnVisibility,
      order: columnOrder,
      pinned: columnPinning.start,
      sizes: columnSizing,
    };
    localStorage.setItem(`truss.grid.${name}`, JSON.stringify(kept));
  }, [name, columnVisibility, columnPinning, columnOrder, columnSizing]);
  const reset = () => {
    table.setColumnVisibility(initial.columnVisibility);
    table.setColumnPinning(initial.columnPinning);
    table.setColumnOrder([]);
    table.setColumnSizing({});
  };
  return { table, reset };
}

export type GridTable<Row extends GridRow> = ReturnType<typeof useGridTable<Row>>["table"];

/** A column as laid out now: pinned ones first, then the person's order. */
export interface LaidColumn<Row> {
  column: GridColumn<Row>;
  size: number;
  /** Distance from the start when pinned. */
  offset: number | null;
  isLastPinned: boolean;
}

export function layOut<Row extends GridRow>(
  table: GridTable<Row>,
  columns: GridColumn<Row>[],
): LaidColumn<Row>[] {
  const { columnPinning, columnOrder, columnVisibility, columnSizing } = table.state;
  const byId = new Map(columns.map((column) => [column.id, column]));
  const ordered = [
    ...columnOrder.filter((id) => byId.has(id)),
    ...columns.map((c) => c.id).filter((id) => !columnOrder.includes(id)),
  ];
  const pinned = columnPinning.start.filter((id) => byId.has(id));
  const shown = [...pinned, ...ordered.filter((id) => !pinned.includes(id))].filter(
    (id) => columnVisibility[id] !== false,
  );
  const lastPinned = shown.filter((id) => pinned.includes(id)).at(-1);
  let offset = 0;
  return shown.flatMap((id) => {
    const column = byId.get(id);
    if (!column) return [];
    const size = Math.max(64, columnSizing[id] ?? column.width ?? 140);
    const laid: LaidColumn<Row> = {
      column,
      size,
      offset: pinned.includes(id) ? offset : null,
      isLastPinned: id === lastPinned,
    };
    offset += size;
    return [laid];
  });
}
