import type {
  ImportKind,
  ImportMappingInput,
  ImportOptions,
  ImportStatus,
  ImportView,
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
