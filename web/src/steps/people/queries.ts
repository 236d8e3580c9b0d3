import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { UserRow } from "@/api/types";
import { type ListSource, listAt } from "@/ui/data-grid/search";

export const peopleKeys = {
  all: ["people"] as const,
  units: ["people", "units"] as const,
  users: ["people", "users"] as const,
  user: (id: string) => ["people", "user", id] as const,
  tokens: ["people", "tokens"] as const,
};

export const userList: ListSource<UserRow> = {
  ...listAt("/users"),
  queryKey: [...peopleKeys.users, "list"],
  defaultSort: "name",
};

export const unitsQuery = queryOptions({
  queryKey: peopleKeys.units,
  queryFn: ({ signal }) => api.get("/units", { signal }),
  staleTime: 300_000,
});

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: peopleKeys.user(id),
    queryFn: ({ signal }) => api.get("/users/{id}", { path: { id }, signal }),
  });

export const tokensQuery = queryOptions({
  queryKey: peopleKeys.tokens,
  queryFn: ({ signal }) => api.get("/tokens", { signal }),
});
