import type { CustomerClass, CustomerInput, CustomerView } from "@/api/types";
import type { Hue } from "@/ui/display";

export const CLASSES: CustomerClass[] = ["s", "a", "b", "c"];
export const CLASS_HUES: Record<CustomerClass, Hue> = { s: "violet", a: "blue", b: "teal", c: "grey" };

/** The form's values of a customer that exists. */
export function toInput(customer: CustomerView): CustomerInput {
  return {
    name: customer.name,
    legal_id: customer.legal_id,
    class: customer.class,
    industry: customer.industry,
    ownership: customer.ownership,
    parent_id: customer.parent?.id ?? null,
    region: customer.region,
    website: customer.website,
    note: customer.note,
    unit_id: customer.unit.id,
    owner_id: customer.owner.id,
  };
}

/** A web address that is safe to link to; anything else stays text. */
export function safeLink(website: string): string | null {
  const text = /^[a-z][a-z0-9+.-]*:/i.test(website) ? website : `https://${website}`;
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}
