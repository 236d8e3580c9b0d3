import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";

export const insightKeys = {
  all: ["insight"] as const,
  funnel: (unitId: string) => ["insight", "funnel", unitId] as const,
  money: (of: MoneyOf) => ["insight", "money", of] as const,
};

/** Whose money is asked for. */
export interface MoneyOf {
  customer_id?: string;
  user_id?: string;
}

export const funnelQuery = (unitId: string | undefined) =>
  queryOptions({
    queryKey: insightKeys.funnel(unitId ?? ""),
    queryFn: ({ signal }) => api.get("/insight/funnel", { query: { unit_id: unitId }, signal }),
  });

export const moneyQuery = (of: MoneyOf) =>
  queryOptions({
    queryKey: insightKeys.money(of),
    queryFn: ({ signal }) => api.get("/insight/money", { query: { ...of }, signal }),
  });
