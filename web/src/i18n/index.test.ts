import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const here = new URL(".", import.meta.url).pathname;
const src = join(here, "..");
const read = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, "utf8"));
const slices = readdirSync(join(here, "zh-CN")).filter((name) => name.endsWith(".json"));
const sources = (readdirSync(src, { recursive: true }) as string[]).filter((name) => /\.tsx?$/.test(name));
const plural = /_(zero|one|two|few|many|other)$/;
const stems = (texts: Record<string, unknown>) =>
  [...new Set(Object.keys(texts).map((key) => key.replace(plural, "")))].sort();
const holes = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]).sort();

describe("texts", () => {
  it("has the same slices in both languages", () => {
    expect(readdirSync(join(here, "en")).sort()).toEqual(readdirSync(join(here, "zh-CN")).sort());
  });

  it.each(slices)("%s has the same keys in both languages, none empty", (slice) => {
    const zh = read(join(here, "zh-CN", slice));
    const en = read(join(here, "en", slice));
    expect(stems(en)).toEqual(stems(zh));
    for (const [key, text] of [...Object.entries(zh), ...Object.entries(en)]) {
      expect(typeof text === "string" && text.trim() !== "", key).toBe(true);
    }
  });

  it.each(slices)("%s asks for the same parameters in both languages", (slice) => {
    const zh = read(join(here, "zh-CN", slice)) as Record<string, string>;
    const en = read(join(here, "en", slice)) as Record<string, string>;
    for (const [key, text] of Object.entries(zh)) {
      const other = en[key] ?? en[`${key}_other`] ?? en[key.replace(plural, "")];
      if (other) expect(holes(other), key).toEqual(holes(text));
    }
  });

  it("words every problem that the server can answer", () => {
    const catalogue = readFileSync(join(src, "../../docs/problems.md"), "utf8");
    const codes = [...catalogue.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1] ?? "");
    const known = read(join(here, "zh-CN", "error.json"));
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((code) => !(code in known))).toEqual([]);
  });

  it("keeps Chinese out of the sources", () => {
    const han = /\p{Script=Han}/u;
    const found = sources
      .filter((name) => /\.tsx$/.test(name) && !/\.test\.tsx$/.test(name))
      .filter((name) => han.test(readFileSync(join(src, name), "utf8")));
    expect(found).toEqual([]);
  });

  it("has a text for every literal key that the sources name", () => {
    const known = new Map(
      slices.map((slice) => [slice.replace(".json", ""), new Set(stems(read(join(here, "zh-CN", slice))))]),
    );
    const missing: string[] = [];
    for (const name of sources.filter((file) => !/\.test\.tsx?$/.test(file))) {
      const text = readFileSync(join(src, name), "utf8");
      const own = /useTranslation\((?:\[)?"([\w-]+)"/.exec(text)?.[1] ?? "common";
      for (const match of text.matchAll(/\bt\(\s*"([^"]+)"/g)) {
        const [full = ""] = [match[1]];
        const [slice, key] = full.includes(":") ? (full.split(/:(.*)/s) as [string, string]) : [own, full];
        if (!known.get(slice)?.has(key)) missing.push(`${name}: ${slice}:${key}`);
      }
      for (const match of text.matchAll(/\btitleKey:\s*"([\w-]+):([^"]+)"/g)) {
        if (!known.get(match[1] ?? "")?.has(match[2] ?? "")) missing.push(`${name}: ${match[1]}:${match[2]}`);
      }
    }
    expect(missing).toEqual([]);
  });
});
