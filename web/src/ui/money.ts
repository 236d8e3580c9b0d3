import { decimalText, parseAmount } from "@/i18n/format";

// The server's arithmetic of money, for figures that are shown while typing. Integers only: amounts are
// minor units, shares basis points, quantities thousandths; every result rounds half away from zero.

function roundDiv(value: bigint, by: bigint): number {
  const half = by / 2n;
  return Number(value >= 0n ? (value + half) / by : (value - half) / by);
}

/** A share of an amount. */
export function shareOf(minor: number, bp: number): number {
  return roundDiv(BigInt(minor) * BigInt(bp), 10_000n);
}

/** A price times a quantity in thousandths. */
export function timesMilli(minor: number, milli: number): number {
  return roundDiv(BigInt(minor) * BigInt(milli), 1_000n);
}

/** What part of the whole is, in basis points; 0 of nothing. */
export function basisPoints(part: number, whole: number): number {
  return whole === 0 ? 0 : roundDiv(BigInt(part) * 10_000n * (whole < 0 ? -1n : 1n), absolute(whole));
}

function absolute(value: number): bigint {
  return BigInt(value < 0 ? -value : value);
}

/** Parts of an amount by shares that add up to 10,000; the last part takes the rounding difference. */
export function splitByShares(minor: number, shares: number[]): number[] {
  const parts = shares.map((bp) => shareOf(minor, bp));
  const rest = minor - sum(parts);
  return parts.map((part, index) => (index === parts.length - 1 ? part + rest : part));
}

export function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

const trimZeros = (text: string): string => text.replace(/\.?0+$/, "");

/** Basis points as a percentage to edit: 1250 -> "12.5". */
export function shareText(bp: number): string {
  return trimZeros(decimalText(bp, "CNY"));
}

/** A typed percentage in basis points. A percentage has two decimals, as the yuan has. */
export function parseShare(text: string): number | null {
  return parseAmount(text.replace(/[%％]/g, ""), "CNY");
}

/** Thousandths as a quantity to edit: 2500 -> "2.5". */
export function quantityText(milli: number): string {
  return trimZeros(decimalText(milli, "KWD"));
}

/** A typed quantity in thousandths. A quantity has three decimals, as the Kuwaiti dinar has. */
export function parseQuantity(text: string): number | null {
  return parseAmount(text, "KWD");
}
