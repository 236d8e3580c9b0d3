import type {
  ImportKind,
  ImportMappingInput,
  ImportOptions,
  ImportStatus,
  ImportView,
  Problem,
  UnmatchedValue,
} from "@/api/types";
import type { Hue } from "@/ui/display";

export const STATUS_HUES: Record<ImportStatus, Hue> = {
  draft: "grey",
  checking: "blue",
  checked: "violet",
  running: "blue",
  done: "green",
  failed: "red",
  undoing: "blue",
  undone: "amber",
};

export function isUnderWay(status: ImportStatus): boolean {
  return status === "checking" || status === "running" || status === "undoing";
}

export type WizardStep = "columns" | "values" | "check" | "result";
export const STEPS: WizardStep[] = ["columns", "values", "check", "result"];

/** Where an import stands; before the run the person may go back and forth. */
export function stepOf(view: ImportView): WizardStep {
  if (["done", "running", "undoing", "undone"].includes(view.status)) return "result";
  if (view.status === "failed" && !view.dry_run) return "result";
  if (view.status === "checking" || view.status === "checked") return "check";
  return "columns";
}

const LISTS = {
  customer: "/customers",
  product: "/products",
  opportunity: "/opportunities",
  user: "/admin/users",
} as const;

/** Where the records of a kind are listed. */
export function listOf(kind: string | null | undefined): (typeof LISTS)[keyof typeof LISTS] | undefined {
  return kind && kind in LISTS ? LISTS[kind as keyof typeof LISTS] : undefined;
}

const FILE_CODES: Record<string, string> = { media_type: "not_a_table", too_large: "table_too_large" };

/** A refused upload in words about the file. */
export function fileProblem(problem: Problem): Problem {
  const own = problem.errors?.[0];
  if (own) return { ...problem, code: own.code, params: own.params, errors: undefined };
  return { ...problem, code: FILE_CODES[problem.code] ?? problem.code };
}

const fold = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** The columns of another kind than the one that the server recognised: those that bear a field's name. */
export function mappingFor(view: ImportView, kind: ImportKind | undefined): Record<string, string> {
  if (!kind || kind.kind === view.kind) return view.mapping;
  const left = view.columns.map((column) => column.name);
  const found: Record<string, string> = {};
  for (const field of kind.fields) {
    const names = [field.key, field.title.zh, field.title.en].map(fold);
    const at = left.findIndex((name) => names.includes(fold(name)));
    if (at >= 0) found[field.key] = left.splice(at, 1)[0] ?? "";
  }
  return found;
}

/** The required fields that no column feeds yet. */
export function missingFields(kind: ImportKind | undefined, mapping: Record<string, string>): string[] {
  return (kind?.fields ?? [])
    .filter((field) => field.required && !mapping[field.key])
    .map((field) => field.key);
}

/** The columns of the file that go nowhere. */
export function unusedColumns(view: ImportView, mapping: Record<string, string>): string[] {
  const used = new Set(Object.values(mapping));
  return view.columns.map((column) => column.name).filter((name) => !used.has(name));
}

/** The choices with every suggestion taken over, without touching what was chosen by hand. */
export function withSuggestions(
  values: Record<string, Record<string, string>>,
  unmatched: Record<string, UnmatchedValue[]>,
): Record<string, Record<string, string>> {
  const result = structuredClone(values);
  for (const [field, list] of Object.entries(unmatched)) {
    for (const item of list) {
      if (!item.suggestion) continue;
      const own = result[field] ?? {};
      own[item.value] ??= item.suggestion;
      result[field] = own;
    }
  }
  return result;
}

/** What is sent: only fields of the kind, only columns of the file. */
export function toMapping(
  view: ImportView,
  kind: ImportKind,
  mapping: Record<string, string>,
  values: Record<string, Record<string, string>>,
  options: ImportOptions,
): ImportMappingInput {
  const fields = new Set(kind.fields.map((field) => field.key));
  const columns = new Set(view.columns.map((column) => column.name));
  const kept = Object.entries(mapping).filter(([field, column]) => fields.has(field) && columns.has(column));
  const chosen = Object.entries(values)
    .filter(([field]) => fields.has(field))
    .map(([field, list]) => [field, Object.fromEntries(Object.entries(list).filter(([, to]) => to !== ""))]);
  return { kind: kind.kind, mapping: Object.fromEntries(kept), values: Object.fromEntries(chosen), options };
}
