import i18next, { type TFunction } from "i18next";
import { problemOf } from "@/api/problem";
import type { FieldError, Problem } from "@/api/types";

/** A problem in the reader's words: the text of its code, of its status, else what the server called it. */
export function problemText(t: TFunction, problem: Problem): string {
  const key = `error:${problem.code}`;
  if (i18next.exists(key)) return t(key, problem.params ?? {});
  // A missing permission comes as the permission's own name.
  return problem.status === 403 ? t("error:forbidden") : problem.title;
}

/** The words for anything thrown. */
export function errorText(t: TFunction, error: unknown): string {
  return problemText(t, problemOf(error));
}

/** The words under a form field. */
export function fieldErrorText(t: TFunction, error: FieldError): string {
  const key = `error:${error.code}`;
  return i18next.exists(key) ? t(key, error.params ?? {}) : t("error:invalid_field");
}

/** Why an action is barred, from its reason code. */
export function reasonText(t: TFunction, reason: string | null | undefined): string {
  const key = `error:${reason ?? "not_allowed"}`;
  return i18next.exists(key) ? t(key) : t("error:not_allowed");
}

/** The label of a record's field in the journal and in conflict dialogs. */
export function fieldLabel(t: TFunction, field: string): string {
  const key = `field:${field}`;
  return i18next.exists(key) ? t(key) : field;
}
