import { Input } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Day } from "@/api/types";
import { formatAmount, parseAmount } from "@/i18n/format";
import { parseQuantity, parseShare, quantityText, shareText } from "./money";

const DayPicker = lazy(() => import("./day-picker"));

export interface Control<T> {
  id?: string;
  value?: T | null;
  onChange?: (value: T | null) => void;
  disabled?: boolean;
  "aria-label"?: string;
}

/** An amount in minor units of its currency; reads short forms such as "1.2M", never computes with fractions. */
export function MoneyInput({ currency, value, onChange, ...rest }: Control<number> & { currency: string }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const isWrong = typed !== null && typed.trim() !== "" && parseAmount(typed, currency) === null;
  const shown = typed ?? (value === null || value === undefined ? "" : formatAmount(value, currency));
  return (
    <Input
      {...rest}
      value={shown}
      inputMode="decimal"
      prefix={currency}
      status={isWrong ? "error" : undefined}
      title={isWrong ? t("error:bad_amount") : undefined}
      aria-invalid={isWrong || undefined}
      style={{ fontVariantNumeric: "tabular-nums" }}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange?.(parseAmount(event.target.value, currency));
      }}
      onBlur={() => {
        if (!isWrong) setTyped(null);
      }}
    />
  );
}

/** A share typed as a percentage, kept in basis points. */
export function ShareInput({ value, onChange, ...rest }: Control<number>) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? (value === null || value === undefined ? "" : shareText(value));
  return (
    <Input
      {...rest}
      value={shown}
      inputMode="decimal"
      suffix="%"
      style={{ fontVariantNumeric: "tabular-nums" }}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange?.(parseShare(event.target.value));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

/** A quantity with up to three decimals, kept in thousandths. */
export function QuantityInput({ value, onChange, ...rest }: Control<number>) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? (value === null || value === undefined ? "" : quantityText(value));
  return (
    <Input
      {...rest}
      value={shown}
      inputMode="decimal"
      style={{ fontVariantNumeric: "tabular-nums" }}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange?.(parseQuantity(event.target.value));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

/** A calendar day as "YYYY-MM-DD"; no time, no zone. The calendar comes after the form is there. */
export function DayInput(props: Control<Day> & { min?: Day }) {
  return (
    <Suspense fallback={<Input id={props.id} value={props.value ?? ""} readOnly />}>
      <DayPicker {...props} />
    </Suspense>
  );
}
