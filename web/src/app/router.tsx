import { QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import { whenSignedOut } from "@/api/client";
import { ApiError } from "@/api/problem";
import { meQuery } from "@/api/session";
import { PageLoading } from "@/ui/states";
import { routeTree } from "../routeTree.gen";
import { RouteError, RouteNotFound } from "./route-error";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // A refusal is an answer; only a lost connection is worth another try.
      retry: (count, error) => !(error instanceof ApiError) && count < 1,
    },
    mutations: { retry: false },
  },
});

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  defaultPendingComponent: PageLoading,
  defaultErrorComponent: RouteError,
  defaultNotFoundComponent: RouteNotFound,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

// A session that ended while a page was open: back to the door, and from there to the same page.
whenSignedOut(() => {
  if (!queryClient.getQueryData(meQuery.queryKey)) return;
  queryClient.clear();
  void router.navigate({ to: "/sign-in", search: { to: router.state.location.href } });
});
