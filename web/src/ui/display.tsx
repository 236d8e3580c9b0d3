import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Day as DayValue, Instant as InstantValue, Ref } from "@/api/types";
import { currentLocale } from "@/i18n";
import {
  formatAgo,
  formatDay,
  formatInstant,
  formatMoney,
  formatMoneyShort,
  formatQuantity,
  formatShare,
} from "@/i18n/format";
import styles from "./display.module.css";
import { recordHref } from "./record-href";

/** Stands for "nothing entered", readable aloud. */
export function None() {
  const { t } = useTranslation();
  return (
    <span className={styles.none}>
      <span aria-hidden="true">–</span>
      <span className="hidden-text">{t("none")}</span>
    </span>
  );
}

/** An amount of minor units; short ones carry the full amount in the tooltip. */
export function Money({
  minor,
  currency,
  isShort,
}: {
  minor: number | null | undefined;
  currency: string;
  isShort?: boolean;
}) {
  useTranslation();
  if (minor === null || minor === undefined) return <None />;
  const full = formatMoney(minor, currency, currentLocale());
  return (
    <span className={styles.num} title={full}>
      {isShort ? formatMoneyShort(minor, currency, currentLocale()) : full}
    </span>
  );
}

/** Basis points as a percentage. */
export function Share({ bp }: { bp: number | null | undefined }) {
  useTranslation();
  return bp === null || bp === undefined ? (
    <None />
  ) : (
    <span className={styles.num}>{formatShare(bp, currentLocale())}</span>
  );
}

/** Thousandths as a quantity, with its unit. */
export function Quantity({ milli, unit }: { milli: number; unit?: string | null }) {
  useTranslation();
  return (
    <span className={styles.num}>
      {formatQuantity(milli, currentLocale())}
      {unit ? ` ${unit}` : ""}
    </span>
  );
}

/** A calendar day; overdue ones in red with a word for those who see no colour. */
export function Day({ day, isOverdue }: { day: DayValue | null | undefined; isOverdue?: boolean }) {
  const { t } = useTranslation();
  if (!day) return <None />;
  return (
    <time dateTime={day} className={isOverdue ? styles.overdue : styles.num}>
      {formatDay(day, currentLocale())}
      {isOverdue ? <span className="hidden-text"> {t("overdue")}</span> : null}
    </time>
  );
}

/** A moment; `isAgo` words the distance and keeps the exact time in the tooltip. */
export function Instant({ at, isAgo }: { at: InstantValue | null | undefined; isAgo?: boolean }) {
  useTranslation();
  if (at === null || at === undefined) return <None />;
  const exact = formatInstant(at, currentLocale());
  return (
    <time dateTime={new Date(at).toISOString()} className={styles.num} title={exact}>
      {isAgo ? formatAgo(at, Date.now(), currentLocale()) : exact}
    </time>
  );
}

/** A person by name, with a small mark of the first character. */
export function Person({ person }: { person: Ref | string | null | undefined }) {
  const name = typeof person === "string" ? person : person?.name;
  if (!name) return <None />;
  return (
    <span className={styles.person}>
      <span className={styles.mark} aria-hidden="true">
        {[...name][0]}
      </span>
      <span className={styles.name}>{name}</span>
    </span>
  );
}

/** Another record by name, as a link to its page. */
export function RecordRef({ kind, of }: { kind: string; of: Ref | null | undefined }) {
  return of ? <a href={recordHref(kind, of.id)}>{of.name}</a> : <None />;
}

export type Hue = "grey" | "blue" | "violet" | "amber" | "teal" | "green" | "red";

/** A short word on a tint. Colour is never alone: the word says it too. */
export function Tag({ hue = "grey", children }: { hue?: Hue; children: ReactNode }) {
  return (
    <span className={styles.tag} data-hue={hue}>
      {children}
    </span>
  );
}

/** Text as typed, line breaks kept. */
export function LongText({ text }: { text: string | null | undefined }) {
  return text ? <span className={styles.long}>{text}</span> : <None />;
}
