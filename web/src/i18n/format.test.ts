import { describe, expect, it } from "vitest";
import {
  decimalText,
  formatAgo,
  formatCount,
  formatDay,
  formatMoney,
  formatMoneyShort,
  formatShare,
  parseAmount,
} from "./format";

describe("money", () => {
  it("shows the exact amount, also at the largest", () => {
    expect(formatMoney(123456789, "CNY", "zh-CN")).toBe("¥1,234,567.89");
    expect(decimalText(9007199254740991, "CNY")).toBe("90071992547409.91");
    expect(formatMoney(9007199254740991, "CNY", "en")).toBe("¥90,071,992,547,409.91");
    expect(formatMoney(-5, "CNY", "en")).toBe("-¥0.05");
    expect(formatMoney(500, "JPY", "en")).toBe("¥500");
  });

  it("shortens by ten thousands in Chinese and thousands in English", () => {
    expect(formatMoneyShort(1234567_00, "CNY", "zh-CN")).toBe("¥123.5万");
    expect(formatMoneyShort(230_000_000_00, "CNY", "zh-CN")).toBe("¥2.3亿");
    expect(formatMoneyShort(1234567_00, "CNY", "en")).toBe("¥1.2M");
  });

  it("reads what people type and refuses what does not fit", () => {
    expect(parseAmount("1,234.5", "CNY")).toBe(123450);
    expect(parseAmount("50万", "CNY")).toBe(50_000_000);
    expect(parseAmount("1.2M", "USD")).toBe(120_000_000);
    expect(parseAmount("0.1", "CNY")).toBe(10);
    expect(parseAmount("-3", "CNY")).toBe(-300);
    expect(parseAmount("1.234", "CNY")).toBeNull();
    expect(parseAmount("abc", "CNY")).toBeNull();
    expect(parseAmount("", "CNY")).toBeNull();
    expect(parseAmount("99999999999999999", "CNY")).toBeNull();
  });
});

describe("other figures", () => {
  it("words shares, counts, days and distances", () => {
    expect(formatShare(1250, "en")).toBe("12.5%");
    expect(formatCount({ value: 1000, capped: true }, "en")).toBe("1,000+");
    expect(formatDay("2026-11-22", "zh-CN")).toBe("2026-11-22");
    expect(formatDay("2026-11-22", "en")).toBe("22 Nov 2026");
    expect(formatAgo(0, 300_000, "en")).toBe("5 minutes ago");
    expect(formatAgo(0, 300_000, "zh-CN")).toBe("5分钟前");
  });
});
