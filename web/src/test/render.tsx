import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { render } from "vitest-browser-react";
import { meQuery } from "@/api/session";
import type { Me, Problem } from "@/api/types";
import { AntdProvider } from "@/app/antd-provider";
import { ToastRegion } from "@/ui/toast";

export const ME: Me = {
  id: "me",
  name: "Li Ming",
  login: "li",
  locale: "en",
  theme: "light",
  density: "normal",
  posts: [],
  roles: ["ar"],
  company: { id: "c", name: "Truss Ltd" },
  currency: "CNY",
  csrf_token: "token",
  can: ["customer.create"],
  today: "2026-11-23",
  demo: false,
};

/** Renders an element as a signed-in page would have it. */
export async function renderPage(element: ReactNode) {
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queryClient.setQueryData(meQuery.queryKey, ME);
  const rootRoute = createRootRoute({
    component: () => (
      <>
        {element}
        <ToastRegion />
      </>
    ),
  });
  const router = createRouter({ routeTree: rootRoute, history: createMemoryHistory() });
  return await render(
    <QueryClientProvider client={queryClient}>
      <AntdProvider>
        <RouterProvider router={router as never} />
      </AntdProvider>
    </QueryClientProvider>,
  );
}

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
}

/** Answers requests by "METHOD /path"; every request is kept in `calls`. */
export function stubFetch(answers: Record<string, (call: Call) => unknown>) {
  const calls: Call[] = [];
  const before = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (!url.pathname.startsWith("/api/")) return before(input, init);
    const text = await request.text();
    const call: Call = {
      method: request.method,
      path: url.pathname.slice(4),
      query: url.searchParams,
      headers: request.headers,
      body: text.startsWith("{") ? JSON.parse(text) : text,
    };
    calls.push(call);
    const answer = answers[`${call.method} ${call.path}`]?.(call) ?? problem(404, "not_found");
    const status = isProblem(answer) ? answer.status : 200;
    return Response.json(answer, { status });
  };
  return { calls, restore: () => (globalThis.fetch = before) };
}

export function problem(status: number, code: string, rest: Partial<Problem> = {}): Problem {
  return { type: `/problems/${code}`, title: code, status, code, ...rest };
}

function isProblem(answer: unknown): answer is Problem {
  return (
    typeof answer === "object" &&
    answer !== null &&
    "type" in answer &&
    "status" in answer &&
    "code" in answer
  );
}
