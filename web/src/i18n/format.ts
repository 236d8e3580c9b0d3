import type { Day, Instant, Locale } from "@/api/types";

// Amounts travel as integers of the currency's smallest unit; nothing here computes with fractions
// except the last step before a person reads the figure.

const cache = new Map<string, unknown>();
function once<T>(key: string, make: () => T): T {
  if (!cache.has(key)) cache.set(key, make());
  return cache.get(key) as T;
}

/** Digits after the point of a currency: 2 for CNY, 0 for JPY. */
export function fractionDigits(currency: string): number {
  return once(`digits ${currency}`, () => {
    try {
      return (
        new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
          .maximumFractionDigits ?? 2
      );
    } catch {
      return 2;
    }
  });
}

/** Minor units as an exact decimal text, so that Intl never sees a rounded float. */
export function decimalText(minor: number, currency: string): string {
  const digits = fractionDigits(currency);
  const negative = minor < 0;
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = digits === 0 ? text : text.slice(0, -digits);
  const fraction = digits === 0 ? "" : `.${text.slice(-digits)}`;
  return `${negative ? "-" : ""}${whole}${fraction}`;
}

function currencyFormat(locale: Locale, currency: string, options: Intl.NumberFormatOptions, name: string) {
  return once(`${name} ${locale} ${currency}`, () => {
    const base = { style: "currency", currency, currencyDisplay: "narrowSymbol", ...options } as const;
    try {
      return new Intl.NumberFormat(locale, base);
    } catch {
      return new Intl.NumberFormat(locale, { ...options, style: "decimal" });
    }
  });
}

/** Intl accepts exact decimal texts; the library's types lag behind. */
function formatExact(format: Intl.NumberFormat, text: string): string {
  return format.format(text as unknown as number);
}

/** The whole amount: "¥1,234,567.00". */
export function formatMoney(minor: number, currency: string, locale: Locale): string {
  return formatExact(currencyFormat(locale, currency, {}, "full"), decimalText(minor, currency));
}

/** A short amount for lists and charts: "¥123.5万" and "¥2.3亿" in Chinese, "¥1.2M" in English. */
export function formatMoneyShort(minor: number, currency: string, locale: Locale): string {
  const format = currencyFormat(
    locale,
    currency,
    { notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 1 },
    "short",
  );
  return formatExact(format, decimalText(minor, currency));
}

/** The amount without its currency, as a person types it. */
export function formatAmount(minor: number, currency: string): string {
  const digits = fractionDigits(currency);
  const format = once(
    `amount ${digits}`,
    () => new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  return formatExact(format, decimalText(minor, currency));
}

const MULTIPLIERS: Record<string, number> = { 万: 4, w: 4, 亿: 8, k: 3, m: 6 };
const LARGEST = 2 ** 53 - 1;

/** Reads a typed amount ("1,234.5", "50万", "1.2M") as minor units; null when it is no amount that fits. */
export function parseAmount(text: string, currency: string): number | null {
  const match = /^(-?)(\d*)(?:\.(\d*))?([万亿wkm]?)$/i.exec(text.replace(/[,，\s¥$€£￥]/g, ""));
  if (!match || (!match[2] && !match[3])) return null;
  const [, sign = "", whole = "", fraction = "", suffix = ""] = match;
  const places = fractionDigits(currency) + (MULTIPLIERS[suffix.toLowerCase()] ?? 0);
  if (fraction.replace(/0+$/, "").length > places) return null;
  const digits = `${whole}${fraction.slice(0, places).padEnd(places, "0")}`;
  const minor = BigInt(digits || "0");
  if (minor > BigInt(LARGEST)) return null;
  return sign ? -Number(minor) : Number(minor);
}

/** Basis points as a percentage: 1250 -> "12.5%". */
export function formatShare(bp: number, locale: Locale): string {
  const format = once(
    `share ${locale}`,
    () => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 }),
  );
  return format.format(bp / 10_000);
}

/** Thousandths as a quantity: 2500 -> "2.5". */
export function formatQuantity(milli: number, locale: Locale): string {
  const format = once(
    `quantity ${locale}`,
    () => new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }),
  );
  return format.format(milli / 1000);
}

export function formatNumber(value: number, locale: Locale): string {
  return once(`number ${locale}`, () => new Intl.NumberFormat(locale)).format(value);
}

/** A list's size; above the server's bound only the bound is known: "1,000+". */
export function formatCount(count: { value: number; capped: boolean }, locale: Locale): string {
  return `${formatNumber(count.value, locale)}${count.capped ? "+" : ""}`;
}

/** A calendar day as is: "2026-11-22" in Chinese pages and lists, "22 Nov 2026" in English. */
export function formatDay(day: Day, locale: Locale): string {
  if (locale === "zh-CN") return day;
  const format = once(
    "day en",
    () =>
      new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }),
  );
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : format.format(at);
}

// Chinese pages write days as 2026-11-22; Canadian English is Intl's name for that order.
const dayLocale = (locale: Locale) => (locale === "zh-CN" ? "en-CA" : "en-GB");
const dayStyle = (locale: Locale): Intl.DateTimeFormatOptions =>
  locale === "zh-CN"
    ? { year: "numeric", month: "2-digit", day: "2-digit" }
    : { year: "numeric", month: "short", day: "numeric" };

export function formatInstant(at: Instant, locale: Locale): string {
  const format = once(
    `time ${locale}`,
    () => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }),
  );
  return `${formatInstantDay(at, locale)} ${format.format(at)}`;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** "5 minutes ago" within a week, the date after that. */
export function formatAgo(at: Instant, now: Instant, locale: Locale): string {
  const distance = at - now;
  if (Math.abs(distance) > 7 * 86_400_000) return formatInstantDay(at, locale);
  const format = once(`ago ${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
  for (const [unit, size] of STEPS) {
    if (Math.abs(distance) >= size) return format.format(Math.trunc(distance / size), unit);
  }
  return format.format(0, "minute");
}

export function formatInstantDay(at: Instant, locale: Locale): string {
  const format = once(
    `instantday ${locale}`,
    () => new Intl.DateTimeFormat(dayLocale(locale), dayStyle(locale)),
  );
  return format.format(at);
}

/** File sizes: "1.4 MB". */
export function formatBytes(bytes: number, locale: Locale): string {
  const [unit, size] = bytes >= 1_048_576 ? ["MB", 1_048_576] : bytes >= 1024 ? ["KB", 1024] : ["B", 1];
  const format = once(`bytes ${locale}`, () => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }));
  return `${format.format(bytes / Number(size))} ${unit}`;
}
