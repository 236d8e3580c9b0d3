import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useDeferredValue, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ProductRow, Ref } from "@/api/types";
import { Money } from "@/ui/display";
import { Popover } from "@/ui/popover";
import styles from "./line-grid.module.css";
import { productsQuery } from "./queries";

/** The product of a line: a plain field that searches while typing. Emptied, the line is free text. */
export function ProductCell({
  product,
  label,
  isWrong,
  onPick,
  onClear,
  onNext,
}: {
  product: Ref | null;
  label: string;
  isWrong?: string;
  onPick: (row: ProductRow) => void;
  onClear: () => void;
  /** On to the quantity, once a product is picked. */
  onNext: (from: HTMLElement) => void;
}) {
  const { t } = useTranslation("bid");
  const list = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const q = useDeferredValue((typed ?? "").trim());
  const isOpen = typed !== null;
  const query = useQuery({ ...productsQuery(q), enabled: isOpen, placeholderData: keepPreviousData });
  const rows = query.data?.items ?? [];
  const choose = (row: ProductRow) => {
    setTyped(null);
    onPick(row);
    if (input.current) onNext(input.current);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!isOpen) {
      // Alt+Down opens the list, as in every select; plain arrows move between the lines.
      if (by === 1 && event.altKey) {
        event.preventDefault();
        event.stopPropagation();
        setTyped("");
      }
      return;
    }
    if (by !== 0 && rows.length > 0) {
      event.preventDefault();
      event.stopPropagation();
      setActive((active + by + rows.length) % rows.length);
    } else if (event.key === "Enter" && rows[active] && typed) {
      event.preventDefault();
      event.stopPropagation();
      choose(rows[active]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      setTyped(null);
    }
  };
  return (
    <>
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={isOpen ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && rows[active] ? `${list}-${active}` : undefined}
        aria-invalid={isWrong ? true : undefined}
        title={isWrong ?? product?.name}
        autoComplete="off"
        data-cell="product"
        placeholder={t("line.product_placeholder")}
        value={typed ?? product?.name ?? ""}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
          if (event.target.value === "" && product) onClear();
        }}
        onBlur={() => setTyped(null)}
        onKeyDown={onKeyDown}
      />
      <Popover
        anchor={isOpen ? input.current : null}
        onClose={() => setTyped(null)}
        label={label}
        takeFocus={false}
      >
        <div id={list} role="listbox" aria-label={label} className={styles.products}>
          {rows.map((row, index) => (
            // The field keeps the focus and handles the keys.
            // biome-ignore lint/a11y/useFocusableInteractive: the field names the active option.
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys.
            <div
              key={row.id}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === active}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(row)}
            >
              <span>{row.name}</span>
              <small>
                {row.code} · <Money minor={row.list_price_minor} currency={row.currency} />
              </small>
            </div>
          ))}
          {rows.length === 0 ? <p>{query.isFetching ? t("common:loading") : t("line.no_product")}</p> : null}
        </div>
      </Popover>
    </>
  );
}
