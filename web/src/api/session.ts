import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, setCsrfToken } from "./client";
import type { Me } from "./types";

/** Who is signed in; everything else waits for it once. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async () => {
    const me = await api.get("/me");
    setCsrfToken(me.csrf_token);
    return me;
  },
  staleTime: 300_000,
});

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: () => api.get("/setup"),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The signed-in person. Only for pages inside the shell, whose route has loaded it. */
export function useMe(): Me {
  const { data } = useQuery(meQuery);
  if (!data) throw new Error("useMe is used outside the signed-in pages");
  return data;
}

/** Whether the person's roles give a right at all, such as "lead.create". */
export function useCan(right: string): boolean {
  return useMe().can.includes(right);
}
