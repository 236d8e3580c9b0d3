import createClient from "openapi-fetch";
import { ApiError, toProblem } from "./problem";
import type { Page } from "./types";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface CallOptions {
  /** Values of the `{name}` parts of the path. */
  path?: Record<string, string>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  /** The version that the page shows: sent as If-Match, refused with 412 when it is no longer current. */
  version?: number;
  /** Sent as Idempotency-Key, so that a repeated POST acts once. */
  key?: string;
  signal?: AbortSignal;
}

// openapi-fetch keeps the fetch it was made with; the arrow lets tests replace it.
const client = createClient<Record<string, never>>({
  baseUrl: typeof location === "undefined" ? "http://localhost/api" : `${location.origin}/api`,
  fetch: (request: Request) => globalThis.fetch(request),
});

let csrfToken = "";
let onSignedOut: () => void = () => {};

/** Remembers the token of the session for every unsafe request. */
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

/** What happens when the server no longer knows the session. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

/** A fresh Idempotency-Key: make one per form or dialog, not per click. */
export function newKey(): string {
  return crypto.randomUUID();
}

function headersOf(method: Method, options: CallOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  if (method !== "GET" && csrfToken) headers["X-CSRF-Token"] = csrfToken;
  if (options.version !== undefined) headers["If-Match"] = `"${options.version}"`;
  if (options.key) headers["Idempotency-Key"] = options.key;
  return headers;
}

/** One request: the data of a good answer, or a thrown ApiError. */
async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const init = {
    params: { path: options.path ?? {}, query: options.query ?? {} },
    headers: headersOf(method, options),
    signal: options.signal ?? null,
    ...(options.body === undefined ? {} : { body: options.body }),
    ...(options.body instanceof FormData ? { bodySerializer: (body: unknown) => body } : {}),
  };
  const send = client.request as unknown as (
    method: string,
    path: string,
    init: unknown,
  ) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
  return unwrap<T>(await send(method.toLowerCase(), path, init));
}

/** Turns every answer into data or a thrown ApiError. */
export function unwrap<T>(answer: { data?: unknown; error?: unknown; response: Response }): T {
  const { data, error, response } = answer;
  if (response.ok) return data as T;
  const problem = toProblem(error, response.status);
  if (response.status === 401 && problem.code === "unauthenticated") onSignedOut();
  throw new ApiError(problem);
}

export const api = {
  get: <T>(path: string, options?: CallOptions) => call<T>("GET", path, options),
  post: <T>(path: string, options?: CallOptions) => call<T>("POST", path, options),
  put: <T>(path: string, options?: CallOptions) => call<T>("PUT", path, options),
  patch: <T>(path: string, options?: CallOptions) => call<T>("PATCH", path, options),
  delete: <T = void>(path: string, options?: CallOptions) => call<T>("DELETE", path, options),
};

export type FilterOp = "eq" | "ne" | "in" | "contains" | "gte" | "lte" | "between" | "empty" | "not_empty";
export interface Filter {
  field: string;
  op: FilterOp;
  value?: unknown;
}
/** What every list endpoint understands. */
export interface ListParams {
  q?: string;
  sort?: string;
  filter?: Filter[];
  limit?: number;
  cursor?: string;
}

/** List parameters as the query string of the contract; empty ones are left out. */
export function listQuery(params: ListParams): Record<string, string | number> {
  const query: Record<string, string | number> = {};
  if (params.q) query.q = params.q;
  if (params.sort) query.sort = params.sort;
  if (params.filter?.length) query.filter = JSON.stringify(params.filter);
  if (params.limit) query.limit = params.limit;
  if (params.cursor) query.cursor = params.cursor;
  return query;
}

/** One page of a list. */
export function getPage<T>(path: string, params: ListParams, signal?: AbortSignal): Promise<Page<T>> {
  return api.get<Page<T>>(path, { query: listQuery(params), signal });
}

/** The address of an export with the same parameters as the list on screen. */
export function exportHref(path: string, format: "csv" | "xlsx", params: ListParams): string {
  const { limit: _limit, cursor: _cursor, ...rest } = params;
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(listQuery(rest))) query.set(name, String(value));
  return `/api${path}/export?${query}`;
}
