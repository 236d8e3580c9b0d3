// Checks the built pages against the size budgets (gzip): entry 250 KiB, any route 150 KiB on top, all Brotli 1.5 MB.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));
const KIB = 1024;
const sizes = new Map();

function gz(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(dist, file)), { level: 9 }).length);
  return sizes.get(file);
}

/** All files that a manifest entry loads statically. */
function closure(key, seen = new Set()) {
  const entry = manifest[key];
  if (!entry || seen.has(entry.file)) return seen;
  seen.add(entry.file);
  for (const css of entry.css ?? []) seen.add(css);
  for (const next of entry.imports ?? []) closure(next, seen);
  return seen;
}

const total = (files) => [...files].reduce((sum, file) => sum + gz(file), 0);
const entryKey = Object.keys(manifest).find((key) => manifest[key].isEntry);
// The shell is there on every signed-in page: it counts as part of the entry.
const shellKey = Object.keys(manifest).find((key) => /routes\/_app\.tsx\?.*component/.test(key));
const entry = closure(shellKey, closure(entryKey));
const rows = [["entry with shell", total(entry), 250]];
const LAZY = [
  [/ui\/chart-canvas/, 195],
  [/app\/palette-dialog/, 20],
];
for (const key of Object.keys(manifest)) {
  if (!manifest[key].isDynamicEntry) continue;
  const extra = [...closure(key)].filter((file) => !entry.has(file));
  const limit = LAZY.find(([pattern]) => pattern.test(key))?.[1] ?? 150;
  rows.push([key, total(extra), limit]);
}
let failed = false;
for (const [name, bytes, limit] of rows.sort((a, b) => b[1] - a[1])) {
  const over = bytes > limit * KIB;
  failed ||= over;
  if (over || bytes > 20 * KIB)
    process.stdout.write(
      `${over ? "OVER " : "     "}${(bytes / KIB).toFixed(1).padStart(7)} KiB of ${limit}  ${name}\n`,
    );
}
let brotli = 0;
for (const file of readdirSync(dist, { recursive: true })) {
  const path = join(dist, String(file));
  if (statSync(path).isFile() && path.endsWith(".br")) brotli += statSync(path).size;
}
process.stdout.write(`whole output ${(brotli / KIB).toFixed(0)} KiB br of 1536\n`);
if (failed || brotli > 1536 * KIB) process.exit(1);
