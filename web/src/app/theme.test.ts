import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DARK, LIGHT } from "./theme";

const css = readFileSync(new URL("./tokens.css", import.meta.url).pathname, "utf8");
const [light = "", dark = ""] = css.split(':root[data-theme="dark"]');
const variables = (block: string) =>
  Object.fromEntries(
    [...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]),
  ) as Record<string, string>;

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one: string, two: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(two)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ["light", variables(light), LIGHT],
  ["dark", variables(dark), DARK],
] as const)("%s theme", (_name, css, antd) => {
  it("gives antd the colours of the style sheet", () => {
    for (const [name, value] of Object.entries(antd)) expect(css[name], name).toBe(value);
  });

  const surfaces = ["--paper", "--surface", "--sunken", "--hover", "--selected"];
  const inks = ["--text", "--text-2", "--text-3", "--link", "--error", "--success", "--warning"];
  it.each(inks.flatMap((ink) => surfaces.map((on) => [ink, on] as const)))(
    "%s on %s passes AA",
    (ink, on) => {
      expect(contrast(css[ink] ?? "", css[on] ?? "")).toBeGreaterThanOrEqual(4.5);
    },
  );

  const hues = ["grey", "blue", "violet", "amber", "teal", "green", "red"];
  it.each(hues)("hue %s passes AA", (hue) => {
    expect(contrast(css[`--${hue}-fg`] ?? "", css[`--${hue}-bg`] ?? "")).toBeGreaterThanOrEqual(4.5);
  });

  it("keeps control borders and buttons visible", () => {
    expect(contrast(css["--line-strong"] ?? "", css["--surface"] ?? "")).toBeGreaterThanOrEqual(3);
    expect(contrast(css["--on-accent"] ?? "", css["--accent"] ?? "")).toBeGreaterThanOrEqual(4.5);
    for (const soft of ["error", "success", "warning"]) {
      expect(contrast(css[`--${soft}`] ?? "", css[`--${soft}-soft`] ?? ""), soft).toBeGreaterThanOrEqual(4.5);
    }
  });
});
