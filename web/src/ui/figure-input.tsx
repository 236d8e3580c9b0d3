import { type InputHTMLAttributes, type Ref, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatAmount, parseAmount } from "@/i18n/format";
import { parseQuantity, parseShare, quantityText, shareText } from "./money";

export type FigureKind = "money" | "share" | "quantity" | "count";

interface FigureInputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "onChange"> {
  kind: FigureKind;
  /** Of an amount. */
  currency?: string;
  value: number | null;
  /** Null while the field is empty or holds no figure of its kind. */
  onChange: (value: number | null) => void;
  ref?: Ref<HTMLInputElement>;
}

/** A typed figure as the integer of its kind: minor units, basis points, thousandths, a count. */
export function parseFigure(text: string, kind: FigureKind, currency: string): number | null {
  if (kind === "money") return parseAmount(text, currency);
  if (kind === "share") return parseShare(text);
  if (kind === "quantity") return parseQuantity(text);
  return /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null;
}

export function figureText(value: number | null, kind: FigureKind, currency: string): string {
  if (value === null) return "";
  if (kind === "money") return formatAmount(value, currency);
  if (kind === "share") return shareText(value);
  return kind === "quantity" ? quantityText(value) : String(value);
}

/** A plain input of a figure, cheap enough for every row of a table; forms of antd use `inputs.tsx`. */
export function FigureInput({
  kind,
  currency = "CNY",
  value,
  onChange,
  onBlur,
  style,
  ...rest
}: FigureInputProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const isWrong = typed !== null && typed.trim() !== "" && parseFigure(typed, kind, currency) === null;
  // A new value from outside replaces what was typed: it stays only while it means the value shown.
  const isOwn = typed !== null && (parseFigure(typed, kind, currency) === value || isWrong);
  return (
    <input
      {...rest}
      type="text"
      inputMode={kind === "count" ? "numeric" : "decimal"}
      autoComplete="off"
      value={isOwn ? typed : figureText(value, kind, currency)}
      aria-invalid={isWrong || rest["aria-invalid"] || undefined}
      title={isWrong ? t("error:bad_figure") : rest.title}
      style={{ fontVariantNumeric: "tabular-nums", textAlign: "right", ...style }}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(parseFigure(event.target.value, kind, currency));
      }}
      onBlur={(event) => {
        if (!isWrong) setTyped(null);
        onBlur?.(event);
      }}
    />
  );
}
