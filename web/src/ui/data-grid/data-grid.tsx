import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect, useEffectEvent, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Page } from "@/api/types";
import { currentLocale } from "@/i18n";
import { formatCount } from "@/i18n/format";
import { Button } from "../button";
import { Empty, ErrorState, FilteredEmpty } from "../states";
import { usePhone } from "../use-phone";
import { Cards } from "./cards";
import styles from "./data-grid.module.css";
import { FilterBar } from "./filters";
import { Grid, GridSkeleton } from "./grid";
import { change, type ListSearch, type ListSource, listOptions, listParams, tidy } from "./search";
import { Toolbar } from "./toolbar";
import type { GridColumn, GridRow } from "./types";
import { layOut, useGridTable } from "./use-columns";

const SidePanel = lazy(() => import("../side-panel"));

export interface DataGridProps<Row extends GridRow> {
  /** Names the list's stored columns, such as "customers". */
  name: string;
  /** What the list is, for screen readers and the empty state. */
  label: string;
  source: ListSource<Row>;
  columns: GridColumn<Row>[];
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  /** The full record: Enter or Ctrl+click, or a press when there is no panel. */
  onOpen?: (row: Row) => void;
  /** Contents of the side panel of a pressed row. */
  panel?: (id: string, close: () => void) => ReactNode;
  panelTitle?: (row: Row | undefined) => string;
  /** Actions over the picked rows; rows can be picked only when this is given. */
  bulk?: (rows: Row[], done: () => void) => ReactNode;
  /** Extra buttons at the end of the toolbar. */
  actions?: ReactNode;
  empty: { title: string; text?: string; action?: ReactNode };
  canExport?: boolean;
  /** Inside a record page: as high as its rows instead of as high as the window. */
  isEmbedded?: boolean;
  /** A column's sum or the like, beside the count. */
  footer?: ReactNode;
}

/** The one list of the product: server paging, sorting, filters, columns, selection, keys, side panel, phone cards. */
export function DataGrid<Row extends GridRow>(props: DataGridProps<Row>) {
  const { source, search, onSearch, columns } = props;
  const query = useQuery({ ...listOptions(source, search), placeholderData: keepPreviousData });
  const rows = useMemo(() => query.data?.items ?? [], [query.data]);
  const { table, reset } = useGridTable(props.name, columns, rows);
  const laid = layOut(table, columns);
  const isPhone = usePhone();
  // Another page or filter: what was picked is no longer on screen.
  const listed = JSON.stringify(listParams(source, search));
  const resetPicked = useEffectEvent(() => table.resetRowSelection(true));
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs whenever other rows are listed.
  useEffect(() => resetPicked(), [listed]);
  const picked = rows.filter((row) => table.state.rowSelection[row.id]);
  const press = (row: Row) => {
    if (props.panel && !isPhone) onSearch(tidy({ ...search, panel: row.id }));
    else props.onOpen?.(row);
  };
  const content = () => {
    if (query.isPending) return <GridSkeleton laid={laid} />;
    if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
    if (rows.length === 0) {
      return search.q || search.f?.length ? (
        <FilteredEmpty onClear={() => onSearch(change(search, { q: undefined, f: undefined }))} />
      ) : (
        <Empty {...props.empty} />
      );
    }
    if (isPhone) return <Cards columns={columns} rows={rows} label={props.label} onPress={press} />;
    return (
      <Grid
        {...props}
        table={table}
        laid={laid}
        rows={rows}
        total={query.data?.count}
        sort={listParams(source, search).sort}
        onSort={(sort) => onSearch(change(search, { sort }))}
        onPress={press}
        isPickable={props.bulk !== undefined}
        isStale={query.isPlaceholderData}
      />
    );
  };
  return (
    <section className={styles.list} data-embedded={props.isEmbedded || undefined} aria-label={props.label}>
      <Toolbar {...props} table={table} onReset={reset} />
      <FilterBar columns={columns} search={search} onSearch={onSearch} />
      <div className={styles.body}>{content()}</div>
      {query.data && rows.length > 0 ? (
        <Footer
          search={search}
          onSearch={onSearch}
          count={query.data.count}
          next={query.data.next}
          rows={rows.length}
        >
          {props.footer}
        </Footer>
      ) : null}
      {picked.length > 0 && props.bulk ? (
        <BulkBar count={picked.length} onClear={() => table.resetRowSelection(true)}>
          {props.bulk(picked, () => table.resetRowSelection(true))}
        </BulkBar>
      ) : null}
      {props.panel && search.panel ? (
        <Suspense fallback={null}>
          <SidePanel
            title={props.panelTitle?.(rows.find((row) => row.id === search.panel)) ?? props.label}
            onClose={() => onSearch(tidy({ ...search, panel: undefined }))}
            neighbours={neighbours(rows, search.panel)}
            onMove={(id) => onSearch(tidy({ ...search, panel: id }))}
          >
            {props.panel(search.panel, () => onSearch(tidy({ ...search, panel: undefined })))}
          </SidePanel>
        </Suspense>
      ) : null}
    </section>
  );
}

function neighbours(rows: GridRow[], id: string): { previous?: string; next?: string } {
  const at = rows.findIndex((row) => row.id === id);
  return at < 0 ? {} : { previous: rows[at - 1]?.id, next: rows[at + 1]?.id };
}

function BulkBar({ count, onClear, children }: { count: number; onClear: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={styles.bulk} role="toolbar" aria-label={t("grid.bulk")}>
      <span className="num" aria-live="polite">
        {t("grid.picked", { count })}
      </span>
      {children}
      <Button kind="quiet" onClick={onClear}>
        {t("grid.unpick")}
      </Button>
    </div>
  );
}

const SIZES = [50, 100, 200] as const;

function Footer({
  search,
  onSearch,
  count,
  next,
  rows,
  children,
}: {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  count: Page<GridRow>["count"];
  next: Page<GridRow>["next"];
  rows: number;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const stack = search.at ?? [];
  const first = stack.length * (search.size ?? 50) + 1;
  const go = (at: string[]) => onSearch(tidy({ ...search, at, panel: undefined }));
  return (
    <footer className={styles.footer}>
      <span className="num">
        {t("grid.count", { count: count.value, shown: formatCount(count, currentLocale()) })}
      </span>
      {children}
      <span className={styles.pages}>
        <label className={styles.size}>
          <span className="hidden-text">{t("grid.size")}</span>
          <select
            value={search.size ?? 50}
            onChange={(event) =>
              onSearch(change(search, { size: Number(event.target.value) as 50 | 100 | 200 }))
            }
          >
            {SIZES.map((size) => (
              <option key={size} value={size}>
                {t("grid.per_page", { size })}
              </option>
            ))}
          </select>
        </label>
        <span className="num">
          {first}–{first + rows - 1}
        </span>
        <Button kind="quiet" disabled={stack.length === 0} onClick={() => go(stack.slice(0, -1))}>
          {t("grid.previous")}
        </Button>
        <Button kind="quiet" disabled={!next} onClick={() => next && go([...stack, next].slice(-50))}>
          {t("grid.next")}
        </Button>
      </span>
    </footer>
  );
}
