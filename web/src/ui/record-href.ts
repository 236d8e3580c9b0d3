// Where a record of each kind opens. Kinds are the server's names.
const PAGES: Record<string, string> = {
  customer: "/customers",
  lead: "/leads",
  opportunity: "/opportunities",
  quotation: "/quotations",
  contract: "/contracts",
  milestone: "/milestones",
  invoice: "/invoices",
  receipt: "/receipts",
  decision: "/decisions",
  product: "/products",
  import: "/imports",
  user: "/admin/users",
};

/** The address of a record's page; lists take unknown kinds home. */
export function recordHref(kind: string, id: string): string {
  const page = PAGES[kind];
  return page ? `${page}/${encodeURIComponent(id)}` : "/";
}
