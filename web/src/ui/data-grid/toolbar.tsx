import { DownloadOutlined, SettingOutlined } from "@ant-design/icons-svg";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { exportHref } from "@/api/client";
import { Button } from "../button";
import { Icon } from "../icon";
import { Menu, Popover } from "../popover";
import { ColumnsPanel } from "./columns-panel";
import styles from "./data-grid.module.css";
import { FilterBar, FilterButton } from "./filters";
import { change, type ListSearch, type ListSource, listParams } from "./search";
import type { GridColumn, GridRow } from "./types";
import type { GridTable } from "./use-columns";

interface ToolbarProps<Row extends GridRow> {
  label: string;
  source: ListSource<Row>;
  columns: GridColumn<Row>[];
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  actions?: ReactNode;
  canExport?: boolean;
  table: GridTable<Row>;
  onReset: () => void;
}

export function Toolbar<Row extends GridRow>(props: ToolbarProps<Row>) {
  const { t } = useTranslation();
  const { search, onSearch, source } = props;
  const [panel, setPanel] = useState<{ of: "columns" | "export"; anchor: HTMLElement } | null>(null);
  const close = () => setPanel(null);
  const params = listParams(source, search);
  return (
    <>
      <Views source={source} search={search} onSearch={onSearch} />
      <div className={styles.toolbar} role="toolbar" aria-label={t("grid.toolbar")}>
        {source.isSearchable === false ? null : (
          <SearchBox
            value={search.q ?? ""}
            onChange={(q) => onSearch(change(search, { q }))}
            label={props.label}
          />
        )}
        <FilterButton columns={props.columns} search={search} onSearch={onSearch} />
        <span className={styles.spring} />
        <Button
          kind="quiet"
          className={styles.wideOnly}
          icon={<Icon of={SettingOutlined} />}
          aria-haspopup="dialog"
          onClick={(event) => setPanel({ of: "columns", anchor: event.currentTarget })}
        >
          {t("grid.columns")}
        </Button>
        {props.canExport ? (
          <Button
            kind="quiet"
            icon={<Icon of={DownloadOutlined} />}
            aria-haspopup="menu"
            className={styles.wideOnly}
            onClick={(event) => setPanel({ of: "export", anchor: event.currentTarget })}
          >
            {t("grid.export")}
          </Button>
        ) : null}
        {props.actions}
      </div>
      <Popover
        anchor={panel?.of === "columns" ? panel.anchor : null}
        onClose={close}
        label={t("grid.columns")}
        align="end"
      >
        <ColumnsPanel columns={props.columns} table={props.table} onReset={props.onReset} />
      </Popover>
      <Menu
        anchor={panel?.of === "export" ? panel.anchor : null}
        onClose={close}
        label={t("grid.export")}
        align="end"
        items={(["xlsx", "csv"] as const).map((format) => ({
          key: format,
          label: t(`grid.export_${format}`),
          run: () => download(exportHref(source.path, format, params)),
        }))}
      />
    </>
  );
}

function download(href: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = "";
  link.click();
}

/** The ready-made views of a list as tabs; the first one stands in no address. */
function Views({
  source,
  search,
  onSearch,
}: {
  source: Pick<ListSource<unknown>, "views">;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}) {
  const { t } = useTranslation();
  if (!source.views) return null;
  return (
    <div className={styles.views} role="tablist" aria-label={t("grid.views")}>
      {source.views.map((view, index) => {
        const isOn = search.view === view.key || (!search.view && index === 0);
        return (
          <button
            key={view.key}
            type="button"
            role="tab"
            aria-selected={isOn}
            onClick={() =>
              onSearch(change(search, { view: index === 0 ? undefined : view.key, sort: undefined }))
            }
          >
            {view.label}
          </button>
        );
      })}
    </div>
  );
}

/** Views, search and filters of rows that are shown otherwise than as a grid, such as a board. */
export function ListToolbar<Row>({
  label,
  source,
  columns,
  search,
  onSearch,
  actions,
}: {
  label: string;
  source: Pick<ListSource<unknown>, "views">;
  columns: GridColumn<Row>[];
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  actions?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <>
      <Views source={source} search={search} onSearch={onSearch} />
      <div className={styles.toolbar} role="toolbar" aria-label={t("grid.toolbar")}>
        <SearchBox value={search.q ?? ""} onChange={(q) => onSearch(change(search, { q }))} label={label} />
        <FilterButton columns={columns} search={search} onSearch={onSearch} />
        <span className={styles.spring} />
        {actions}
      </div>
      <FilterBar columns={columns} search={search} onSearch={onSearch} />
    </>
  );
}

/** Waits until typing pauses; follows the address when it changes elsewhere. */
function SearchBox({
  value,
  onChange,
  label,
}: {
  value: string;
  onChange: (value: string) => void;
  label: string;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setText(value);
  }
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), 250);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <input
      type="search"
      className={styles.search}
      value={text}
      maxLength={200}
      placeholder={t("grid.search")}
      aria-label={t("grid.search_in", { list: label })}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") onChange(text);
      }}
    />
  );
}
