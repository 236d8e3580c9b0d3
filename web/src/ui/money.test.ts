import { describe, expect, it } from "vitest";
import {
  basisPoints,
  parseQuantity,
  parseShare,
  quantityText,
  shareOf,
  shareText,
  splitByShares,
  sum,
  timesMilli,
} from "./money";

const LARGEST = 2 ** 53 - 1;

describe("money", () => {
  it("rounds half away from zero, as the server does", () => {
    expect(shareOf(5, 1_000)).toBe(1);
    expect(shareOf(-5, 1_000)).toBe(-1);
    expect(shareOf(4, 1_000)).toBe(0);
    expect(basisPoints(1, 3)).toBe(3_333);
    expect(basisPoints(-1, 3)).toBe(-3_333);
    expect(basisPoints(1, -3)).toBe(-3_333);
    expect(basisPoints(1, 0)).toBe(0);
    expect(timesMilli(199, 1_500)).toBe(299);
  });

  it("stays exact at the largest amount", () => {
    expect(shareOf(LARGEST, 10_000)).toBe(LARGEST);
    expect(timesMilli(LARGEST, 1_000)).toBe(LARGEST);
  });

  it("splits so that the parts add up", () => {
    expect(splitByShares(100_01, [3_333, 3_333, 3_334])).toEqual([33_33, 33_33, 33_35]);
    expect(sum(splitByShares(99_999_999_99, [3_000, 3_000, 3_000, 1_000]))).toBe(99_999_999_99);
    expect(splitByShares(100, [])).toEqual([]);
  });

  it("reads and writes shares and quantities", () => {
    expect(parseShare("12.5%")).toBe(1_250);
    expect(shareText(1_250)).toBe("12.5");
    expect(shareText(10_000)).toBe("100");
    expect(shareText(0)).toBe("0");
    expect(parseQuantity("1,200.25")).toBe(1_200_250);
    expect(quantityText(1_200_250)).toBe("1200.25");
    expect(parseQuantity("1.2345")).toBeNull();
  });
});
