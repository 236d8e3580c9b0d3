import { cloneElement, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { AllowedAction } from "@/api/types";
import { reasonText } from "./problem-text";

/** What a record allows now; undefined when the role never has it. */
export function findAllowed(allowed: AllowedAction[], action: string): AllowedAction | undefined {
  return allowed.find((item) => item.action === action);
}

/**
 * Shows a button as far as the record allows: hidden when the role never has the action,
 * barred with the worded reason when the record's state forbids it now.
 */
export function Can({
  action,
  allowed,
  children,
}: {
  action: string;
  allowed: AllowedAction[];
  /** One button. */
  children: ReactElement<Record<string, unknown>>;
}) {
  const { t } = useTranslation();
  const found = findAllowed(allowed, action);
  if (!found) return null;
  if (found.allowed) return children;
  const reason = reasonText(t, found.reason);
  // aria-disabled keeps the button reachable, so that the reason can be read.
  return cloneElement(children, {
    "aria-disabled": true,
    title: reason,
    "aria-description": reason,
    onClick: (event: Event) => event.preventDefault(),
  });
}
