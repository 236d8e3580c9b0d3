import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select, TreeSelect } from "antd";
import { useDeferredValue, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, getPage } from "@/api/client";
import type { Id, ProductRow, Ref, Role } from "@/api/types";
import { rememberName } from "./ref-names";

interface PickerProps {
  id?: string;
  value?: Id | null;
  onChange?: (value: Id | null) => void;
  /** The record that the value names now, so that its name shows before any search. */
  current?: Ref | null;
  disabled?: boolean;
  placeholder?: string;
  allowClear?: boolean;
}

interface Option {
  value: Id;
  label: string;
  hint?: string;
}

/** A select that searches on the server while typing. */
export function RefSelect({
  name,
  load,
  onPick,
  ...props
}: PickerProps & {
  /** Names the cached answers, such as "people". */
  name: string;
  load: (q: string, signal: AbortSignal) => Promise<Option[]>;
  onPick?: (option: Option | undefined) => void;
}) {
  const { t } = useTranslation();
  const [input, setInput] = useState("");
  const [isOpen, setOpen] = useState(false);
  const q = useDeferredValue(input.trim());
  const { data = [], isFetching } = useQuery({
    queryKey: ["picker", name, q],
    queryFn: ({ signal }) => load(q, signal),
    enabled: isOpen,
    placeholderData: keepPreviousData,
  });
  const current = props.current ? [{ value: props.current.id, label: props.current.name }] : [];
  const options = [...data, ...current.filter((item) => !data.some((other) => other.value === item.value))];
  useEffect(() => {
    for (const option of options) rememberName(option.value, option.label);
  });
  return (
    <Select<Id>
      id={props.id}
      value={props.value ?? undefined}
      disabled={props.disabled}
      placeholder={props.placeholder ?? t("picker.placeholder")}
      allowClear={props.allowClear}
      showSearch={{ filterOption: false, onSearch: setInput }}
      loading={isFetching}
      notFoundContent={isFetching ? t("loading") : t("picker.empty")}
      onOpenChange={setOpen}
      onChange={(next) => {
        props.onChange?.(next ?? null);
        onPick?.(options.find((option) => option.value === next));
      }}
      options={options}
      optionRender={({ data: option }) => (
        <>
          {option.label} <small style={{ color: "var(--text-2)" }}>{(option as Option).hint}</small>
        </>
      )}
    />
  );
}

/** A colleague; `role` narrows to those who hold it, `onPerson` hands over the name as well. */
export function PersonSelect({
  role,
  onPerson,
  ...props
}: PickerProps & { role?: Role; onPerson?: (person: Ref) => void }) {
  return (
    <RefSelect
      {...props}
      name={`people ${role ?? ""}`}
      onPick={(option) => option && onPerson?.({ id: option.value, name: option.label })}
      load={async (q, signal) => {
        const { items } = await api.get("/people", { query: { q, role }, signal });
        return items.map((person) => ({ value: person.id, label: person.name, hint: person.unit }));
      }}
    />
  );
}

export function CustomerSelect(props: PickerProps) {
  return (
    <RefSelect
      {...props}
      name="customers"
      load={async (q, signal) => {
        const { items } = await getPage("/customers", { q, limit: 20 }, signal);
        return items.map((row) => ({ value: row.id, label: row.name, hint: row.number }));
      }}
    />
  );
}

/** A product; `onProduct` hands over its row, for its price. */
export function ProductSelect({
  onProduct,
  ...props
}: PickerProps & { onProduct?: (row: ProductRow) => void }) {
  const [rows, setRows] = useState<ProductRow[]>([]);
  return (
    <RefSelect
      {...props}
      name="products"
      load={async (q, signal) => {
        const filter = [{ field: "active", op: "eq" as const, value: true }];
        const { items } = await getPage("/products", { q, filter, limit: 20 }, signal);
        setRows((known) => [...items, ...known.filter((row) => !items.some((item) => item.id === row.id))]);
        return items.map((row) => ({ value: row.id, label: row.name, hint: row.code }));
      }}
      onPick={(option) => {
        const row = rows.find((item) => item.id === option?.value);
        if (row) onProduct?.(row);
      }}
    />
  );
}

/** A unit of the organisation, from the tree. */
export function UnitSelect(props: PickerProps) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ["people", "units"],
    queryFn: ({ signal }) => api.get("/units", { signal }),
    staleTime: 300_000,
  });
  useEffect(() => {
    for (const unit of data?.items ?? []) rememberName(unit.id, unit.name);
  }, [data]);
  return (
    <TreeSelect
      id={props.id}
      value={props.value ?? undefined}
      disabled={props.disabled}
      allowClear={props.allowClear}
      placeholder={props.placeholder ?? t("picker.placeholder")}
      showSearch={{ treeNodeFilterProp: "title" }}
      treeDefaultExpandAll
      treeDataSimpleMode
      treeData={(data?.items ?? []).map((unit) => ({
        id: unit.id,
        pId: unit.parent?.id ?? 0,
        value: unit.id,
        title: unit.name,
        disabled: !unit.active,
      }))}
      onChange={(next) => props.onChange?.(next ?? null)}
    />
  );
}
