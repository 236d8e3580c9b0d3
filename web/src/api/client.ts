import createClient from "openapi-fetch";
import { ApiError, toProblem } from "./problem";
import type { paths } from "./schema";
import type { Page } from "./types";

/** The schema's addresses without "/api", as pages write them. */
type Api = { [Address in keyof paths as Address extends `/api${infer Rest}` ? Rest : never]: paths[Address] };
type Verb = "get" | "post" | "put" | "patch" | "delete";

/** The addresses that take a verb. */
export type Path<V extends Verb> = {
  [P in keyof Api]: Api[P][V] extends { responses: object } ? P : never;
}[keyof Api];

type Content<Response> = Response extends { content: { "application/json": infer Body } } ? Body : undefined;
/** What the server answers when all is well. */
export type Answer<V extends Verb, P extends Path<V>> = Api[P][V] extends { responses: infer Responses }
  ? Content<Responses[keyof Responses]>
  : never;

type PathPart<O> = O extends { parameters: { path: infer Values } } ? { path: Values } : { path?: undefined };
type QueryPart<O> = O extends { parameters: { query?: infer Values } } ? { query?: Values } : never;
type VersionPart<O> = O extends { parameters: { header: { "If-Match": string } } }
  ? { version: number }
  : { version?: undefined };
type BodyPart<O> = O extends { requestBody: { content: infer Content } }
  ? { body: Content extends { "application/json": infer Body } ? Body : FormData }
  : { body?: undefined };

interface CallOptions {
  /** Values of the `{name}` parts of the path. */
  path?: object;
  query?: object;
  body?: unknown;
  /** The version that the page shows: sent as If-Match, refused with 412 when it is no longer current. */
  version?: number;
  /** Sent as Idempotency-Key, so that a repeated POST acts once. */
  key?: string;
  signal?: AbortSignal;
}
/** What a call needs and may have, from the schema: a version exactly where the server asks for one. */
export type Options<V extends Verb, P extends Path<V>> = OptionsOf<Api[P][V]>;
type OptionsOf<O> = O extends unknown
  ? CallOptions & PathPart<O> & QueryPart<O> & VersionPart<O> & BodyPart<O>
  : never;
type Rest<Needs> = Record<never, never> extends Needs ? [options?: Needs] : [options: Needs];

/** Callers are held to the schema by `api`; what builds the request need not know it again. */
interface AnyOperation {
  parameters: { path?: object; query?: object };
  requestBody?: { content: { "application/json": unknown } };
  responses: { 200: { content: { "application/json": unknown } } };
}
// openapi-fetch keeps the fetch it was made with; the arrow lets tests replace it.
const client = createClient<Record<string, Record<Verb, AnyOperation>>>({
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

function headersOf(verb: Verb, options: CallOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  if (verb !== "get" && csrfToken) headers["X-CSRF-Token"] = csrfToken;
  if (options.version !== undefined) headers["If-Match"] = `"${options.version}"`;
  if (options.key) headers["Idempotency-Key"] = options.key;
  return headers;
}

/** One request: the data of a good answer, or a thrown ApiError. */
async function call<Data>(verb: Verb, path: string, options: CallOptions = {}): Promise<Data> {
  const { data, error, response } = await client.request(verb, path, {
    params: { path: options.path, query: options.query },
    headers: headersOf(verb, options),
    signal: options.signal,
    ...(options.body === undefined ? {} : { body: options.body }),
    ...(options.body instanceof FormData ? { bodySerializer: (body: unknown) => body } : {}),
  });
  // The schema's word for it is taken here, and nowhere else.
  if (response.ok) return data as Data;
  const problem = toProblem(error, response.status);
  if (response.status === 401 && problem.code === "unauthenticated") onSignedOut();
  throw new ApiError(problem);
}

const verb =
  <V extends Verb>(name: V) =>
  <P extends Path<V>>(path: P, ...[options]: Rest<Options<V, P>>) =>
    call<Answer<V, P>>(name, path, options);

/** The server's operations: path, needs and answer are those of the schema. */
export const api = {
  get: verb("get"),
  post: verb("post"),
  put: verb("put"),
  patch: verb("patch"),
  delete: verb("delete"),
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

/** The addresses of lists: pages of rows, of no record in particular. */
export type ListPath = {
  [P in Path<"get">]: Answer<"get", P> extends Page<object>
    ? Options<"get", P> extends { path: object }
      ? never
      : P
    : never;
}[Path<"get">];
export type RowOf<P extends ListPath> = Answer<"get", P> extends Page<infer Row> ? Row : never;

/** One page of a list. */
export function getPage<P extends ListPath>(
  path: P,
  params: ListParams,
  signal?: AbortSignal,
): Promise<Page<RowOf<P>>> {
  return call("get", path, { query: listQuery(params), signal });
}

/** The address of an export with the same parameters as the list on screen. */
export function exportHref(path: string, format: "csv" | "xlsx", params: ListParams): string {
  const { limit: _limit, cursor: _cursor, ...rest } = params;
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(listQuery(rest))) query.set(name, String(value));
  return `/api${path}/export?${query}`;
}
