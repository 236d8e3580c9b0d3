import type { PostInput, PostView, Role, UnitView } from "@/api/types";

export const ROLES: Role[] = [
  "ar",
  "sr",
  "fr",
  "lead_manager",
  "sales_head",
  "sponsor",
  "sdt_member",
  "sdt_chair",
  "review_manager",
  "finance_reviewer",
  "receivable_accountant",
  "payment_manager",
  "legal_reviewer",
  "contract_manager",
  "bid_manager",
  "pricing",
  "product_expert",
  "satisfaction_representative",
  "strategy_planner",
  "process_owner",
  "hr",
  "auditor",
  "administrator",
];
/** 1 is the highest. */
export const RANKS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

export function toPosts(posts: PostView[]): PostInput[] {
  return posts.map(({ unit, rank, role }) => ({ unit_id: unit.id, rank, role }));
}

/** The units that stay visible when some are folded: all whose ancestors are open. */
export function visibleUnits(units: UnitView[], folded: ReadonlySet<string>): UnitView[] {
  const hidden = new Set<string>();
  return units.filter((unit) => {
    const parent = unit.parent?.id;
    if (parent && (folded.has(parent) || hidden.has(parent))) hidden.add(unit.id);
    return !hidden.has(unit.id);
  });
}
