import i18next, { type TFunction } from "i18next";
import { currentLocale } from "@/i18n";
import { formatDay, formatInstant, formatMoney, formatQuantity, formatShare } from "@/i18n/format";
import { nameOf } from "./ref-names";

/** Where a word may belong to a record of another kind, as in a contract's timeline that tells of its invoices. */
const OTHER_SETS: Record<string, string[]> = {
  status: ["milestone_status", "invoice_status", "quotation_status", "decision_status"],
  state: ["invoice_status"],
  stage: ["contract_stage"],
  kind: ["milestone_kind"],
  trigger_kind: ["trigger"],
  handover: ["handover_state"],
};

/** Any value of a record's field in words, by the naming rules of the fields (`_minor`, `_on`, `_at`, `_bp`, `_milli`). */
export function valueText(
  t: TFunction,
  field: string,
  value: unknown,
  kind?: string,
  currency = "CNY",
): string {
  const locale = currentLocale();
  if (value === null || value === undefined || value === "") return t("common:none");
  if (typeof value === "boolean") return value ? t("common:yes") : t("common:no");
  if (typeof value === "number") {
    if (field.endsWith("_minor")) return formatMoney(value, currency, locale);
    if (field.endsWith("_bp")) return formatShare(value, locale);
    if (field.endsWith("_milli")) return formatQuantity(value, locale);
    if (field.endsWith("_at")) return formatInstant(value, locale);
    if (field === "rung") return formatShare(value * 100, locale);
    return String(value);
  }
  if (typeof value === "string") {
    if (field.endsWith("_id")) return nameOf(value) ?? value;
    if (field.endsWith("_on") || field === "valid_until") return formatDay(value, locale);
    const sets = [`${kind ?? ""}_${field}`, field, ...(OTHER_SETS[field] ?? [])];
    for (const set of sets) {
      const key = `value:${set}.${value}`;
      if (i18next.exists(key)) return t(key);
    }
    return value;
  }
  if (Array.isArray(value))
    return value.map((item) => valueText(t, field, item, kind, currency)).join(t("common:list_comma"));
  const name = (value as { name?: unknown }).name;
  return typeof name === "string" ? name : JSON.stringify(value);
}
