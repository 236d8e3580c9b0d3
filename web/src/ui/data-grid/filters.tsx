import { FilterOutlined } from "@ant-design/icons-svg";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Filter, FilterOp } from "@/api/client";
import { currentLocale } from "@/i18n";
import { decimalText, formatDay, formatMoney, formatNumber, parseAmount } from "@/i18n/format";
import { Button } from "../button";
import { Icon } from "../icon";
import { Menu, Popover } from "../popover";
import styles from "./data-grid.module.css";
import { change, type ListSearch } from "./search";
import type { FilterType, GridColumn } from "./types";

interface FilterProps<Row> {
  columns: GridColumn<Row>[];
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}

const filtersOf = (search: ListSearch): Filter[] => (search.f ?? []) as Filter[];

/** "Filter" with the list of columns, then the editor of the one picked. */
export function FilterButton<Row>({ columns, search, onSearch }: FilterProps<Row>) {
  const { t } = useTranslation();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [editing, setEditing] = useState<{ column: GridColumn<Row>; anchor: HTMLElement } | null>(null);
  const usable = columns.filter((column) => column.filter);
  if (usable.length === 0) return null;
  return (
    <>
      <Button
        kind="quiet"
        icon={<Icon of={FilterOutlined} />}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {t("filter.add")}
      </Button>
      <Menu
        anchor={anchor}
        onClose={() => setAnchor(null)}
        label={t("filter.add")}
        items={usable.map((column) => ({
          key: column.id,
          label: column.title,
          run: () => anchor && setEditing({ column, anchor }),
        }))}
      />
      <FilterEditor
        column={editing?.column}
        anchor={editing?.anchor ?? null}
        onClose={() => setEditing(null)}
        onApply={(filter) => {
          const others = filtersOf(search).filter((item) => item.field !== filter.field);
          onSearch(change(search, { f: [...others, filter] }));
        }}
      />
    </>
  );
}

/** The filters in force as chips: press one to change it. */
export function FilterBar<Row>({ columns, search, onSearch }: FilterProps<Row>) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<{ filter: Filter; anchor: HTMLElement } | null>(null);
  const filters = filtersOf(search);
  if (filters.length === 0) return null;
  const replace = (old: Filter, next?: Filter) =>
    onSearch(change(search, { f: filters.flatMap((item) => (item !== old ? [item] : next ? [next] : [])) }));
  const column = (field: string) => columns.find((item) => item.id === field);
  return (
    <div className={styles.chips}>
      {filters.map((filter) => {
        const title = column(filter.field)?.title ?? filter.field;
        return (
          <span key={JSON.stringify(filter)} className={styles.chip}>
            <button type="button" onClick={(event) => setEditing({ filter, anchor: event.currentTarget })}>
              <b>{title}</b> {describe(t, filter, column(filter.field)?.filter)}
            </button>
            <button
              type="button"
              aria-label={t("filter.remove", { column: title })}
              onClick={() => replace(filter)}
            >
              ×
            </button>
          </span>
        );
      })}
      <Button kind="quiet" onClick={() => onSearch(change(search, { f: undefined }))}>
        {t("filter.clear_all")}
      </Button>
      <FilterEditor
        column={editing ? column(editing.filter.field) : undefined}
        current={editing?.filter}
        anchor={editing?.anchor ?? null}
        onClose={() => setEditing(null)}
        onApply={(next) => editing && replace(editing.filter, next)}
      />
    </div>
  );
}

type Words = (key: string, params?: Record<string, unknown>) => string;

function describe(t: Words, filter: Filter, type: FilterType | undefined): string {
  const locale = currentLocale();
  const one = (value: unknown): string => {
    if (type?.type === "choice")
      return type.choices.find((choice) => choice.value === value)?.label ?? String(value);
    if (type?.type === "day") return formatDay(String(value), locale);
    if (type?.type === "money") return formatMoney(Number(value), type.currency, locale);
    if (type?.type === "number") return formatNumber(Number(value), locale);
    return String(value);
  };
  if (filter.op === "empty" || filter.op === "not_empty") return t(`filter.op.${filter.op}`);
  if (type?.type === "flag") return filter.value ? t("yes") : t("no");
  const values = Array.isArray(filter.value) ? filter.value : [filter.value];
  if (filter.op === "between") return values.map(one).join(" – ");
  const list = values.map(one).join(t("list_comma"));
  return filter.op === "in" || filter.op === "eq" ? list : `${t(`filter.op.${filter.op}`)} ${list}`;
}

const OPS: Record<FilterType["type"], FilterOp[]> = {
  text: ["contains", "eq", "ne", "empty", "not_empty"],
  choice: ["in"],
  flag: ["eq"],
  number: ["gte", "lte", "between", "eq", "empty", "not_empty"],
  money: ["gte", "lte", "between", "eq", "empty", "not_empty"],
  day: ["between", "gte", "lte", "empty", "not_empty"],
};

interface EditorProps<Row> {
  column: GridColumn<Row> | undefined;
  current?: Filter;
  anchor: HTMLElement | null;
  onClose: () => void;
  onApply: (filter: Filter) => void;
}

function FilterEditor<Row>({ column, anchor, onClose, current, onApply }: EditorProps<Row>) {
  if (!column?.filter) return null;
  return (
    <Popover anchor={anchor} onClose={onClose} label={column.title}>
      <EditorForm
        key={column.id}
        type={column.filter}
        field={column.id}
        title={column.title}
        current={current}
        onApply={(filter) => {
          onApply(filter);
          onClose();
        }}
      />
    </Popover>
  );
}

function textsOf(current: Filter | undefined, type: FilterType): [string, string] {
  const values = Array.isArray(current?.value) ? current.value : [current?.value];
  const text = (value: unknown) => {
    if (value === undefined || value === null) return "";
    return type.type === "money" ? decimalText(Number(value), type.currency) : String(value);
  };
  return [text(values[0]), text(values[1])];
}

function EditorForm({
  type,
  field,
  title,
  current,
  onApply,
}: {
  type: FilterType;
  field: string;
  title: string;
  current?: Filter;
  onApply: (filter: Filter) => void;
}) {
  const { t } = useTranslation();
  const ops = OPS[type.type];
  const [op, setOp] = useState<FilterOp>(current?.op ?? ops[0] ?? "eq");
  const [picked, setPicked] = useState<string[]>(
    type.type === "choice" && Array.isArray(current?.value) ? (current.value as string[]) : [],
  );
  const [[low, high], setTexts] = useState(() => textsOf(current, type));
  const [isWrong, setWrong] = useState(false);
  const convert = (text: string): unknown => {
    if (type.type === "money") return parseAmount(text, type.currency);
    if (type.type === "number") return text.trim() === "" || Number.isNaN(Number(text)) ? null : Number(text);
    return text.trim() || null;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (op === "empty" || op === "not_empty") return onApply({ field, op });
    if (type.type === "choice")
      return picked.length > 0 ? onApply({ field, op: "in", value: picked }) : setWrong(true);
    const values = op === "between" ? [convert(low), convert(high)] : [convert(low)];
    if (values.some((value) => value === null)) return setWrong(true);
    onApply({ field, op, value: op === "between" ? values : values[0] });
  };
  if (type.type === "flag") {
    return (
      <div className={styles.editor}>
        {[true, false].map((value) => (
          <Button key={String(value)} onClick={() => onApply({ field, op: "eq", value })}>
            {value ? t("yes") : t("no")}
          </Button>
        ))}
      </div>
    );
  }
  const inputType = type.type === "day" ? "date" : "text";
  return (
    <form className={styles.editor} onSubmit={submit}>
      {type.type === "choice" ? (
        <ul className={styles.choices}>
          {type.choices.map((choice) => (
            <li key={choice.value}>
              <label>
                <input
                  type="checkbox"
                  checked={picked.includes(choice.value)}
                  onChange={(event) =>
                    setPicked(
                      event.target.checked
                        ? [...picked, choice.value]
                        : picked.filter((value) => value !== choice.value),
                    )
                  }
                />
                {choice.label}
              </label>
            </li>
          ))}
        </ul>
      ) : (
        <>
          <select
            value={op}
            aria-label={t("filter.how")}
            onChange={(event) => setOp(event.target.value as FilterOp)}
          >
            {ops.map((item) => (
              <option key={item} value={item}>
                {t(`filter.op.${item}`)}
              </option>
            ))}
          </select>
          {op === "empty" || op === "not_empty" ? null : (
            <span className={styles.range}>
              <input
                type={inputType}
                value={low}
                aria-label={op === "between" ? t("filter.from", { column: title }) : title}
                aria-invalid={isWrong || undefined}
                inputMode={type.type === "text" ? undefined : "decimal"}
                data-autofocus=""
                onChange={(event) => setTexts([event.target.value, high])}
              />
              {op === "between" ? (
                <input
                  type={inputType}
                  value={high}
                  aria-label={t("filter.to", { column: title })}
                  aria-invalid={isWrong || undefined}
                  onChange={(event) => setTexts([low, event.target.value])}
                />
              ) : null}
            </span>
          )}
        </>
      )}
      {isWrong ? (
        <p className={styles.wrong} role="alert">
          {t("filter.wrong")}
        </p>
      ) : null}
      <Button type="submit" kind="primary">
        {t("filter.apply")}
      </Button>
    </form>
  );
}
