// Amounts in capital characters as contracts and bills carry them (the Payment and Settlement Measures' rules
// for filling in bills): no two zeros in a row, "整" after an amount that ends with yuan or jiao.

const DIGITS = [..."零壹贰叁肆伍陆柒捌玖"];
const PLACES = ["", "拾", "佰", "仟"];

/** Four digits, such as 1050 -> "壹仟零伍拾". */
function group(value: number): string {
  const digits = [...String(value)].map(Number);
  let text = "";
  digits.forEach((digit, index) => {
    if (digit > 0) text += `${DIGITS[digit]}${PLACES[digits.length - 1 - index]}`;
    else if (text !== "" && !text.endsWith("零")) text += "零";
  });
  return text.replace(/零$/, "");
}

/** A whole number in capitals; empty for zero. */
function whole(value: bigint): string {
  for (const [unit, size] of [
    ["亿", 100_000_000n],
    ["万", 10_000n],
  ] as const) {
    if (value < size) continue;
    const rest = value % size;
    const gap = rest > 0n && rest < size / 10n ? "零" : "";
    return `${whole(value / size)}${unit}${gap}${whole(rest)}`;
  }
  return group(Number(value));
}

/** An amount of yuan in fen as capitals: 12345.67 yuan -> "人民币壹万贰仟叁佰肆拾伍元陆角柒分". */
export function capitalAmount(minor: number): string {
  const sign = minor < 0 ? "负" : "";
  const fen = BigInt(minor < 0 ? -minor : minor);
  const yuan = whole(fen / 100n);
  const jiao = Number((fen / 10n) % 10n);
  const cent = Number(fen % 10n);
  if (jiao === 0 && cent === 0) return `人民币${sign}${yuan || "零"}元整`;
  const gap = yuan && jiao === 0 ? "零" : "";
  const tail = cent === 0 ? "整" : `${DIGITS[cent]}分`;
  return `人民币${sign}${yuan ? `${yuan}元` : ""}${gap}${jiao > 0 ? `${DIGITS[jiao]}角` : ""}${tail}`;
}
