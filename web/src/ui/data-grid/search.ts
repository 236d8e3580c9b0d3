import { queryOptions } from "@tanstack/react-query";
import * as v from "valibot";
import { type Filter, getPage, type ListParams, type ListPath, type RowOf } from "@/api/client";
import type { Page } from "@/api/types";
import type { GridView } from "./types";

const OPS = ["eq", "ne", "in", "contains", "gte", "lte", "between", "empty", "not_empty"] as const;
const filterSchema = v.object({
  field: v.string(),
  op: v.picklist(OPS),
  value: v.optional(v.unknown()),
});
const lenient = <T extends v.GenericSchema>(schema: T) => v.fallback(v.optional(schema), undefined);

/** The state of a list in the address; anything unreadable falls back instead of failing. */
export const listSearch = v.object({
  view: lenient(v.string()),
  q: lenient(v.pipe(v.string(), v.maxLength(200))),
  f: lenient(v.pipe(v.array(filterSchema), v.maxLength(20))),
  sort: lenient(v.pipe(v.string(), v.regex(/^-?[a-z_]+$/))),
  size: lenient(v.picklist([50, 100, 200])),
  /** The cursors of the pages passed; the last one is the page on screen. */
  at: lenient(v.pipe(v.array(v.string()), v.maxLength(50))),
  /** The record in the side panel. */
  panel: lenient(v.string()),
});
export type ListSearch = v.InferOutput<typeof listSearch>;

/** Leaves defaults out, so that addresses stay short. */
export function tidy(search: ListSearch): ListSearch {
  return Object.fromEntries(
    Object.entries(search).filter(
      ([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
    ),
  ) as ListSearch;
}

/** A change of what is listed starts again at the first page; the side panel closes. */
export function change(search: ListSearch, next: Partial<ListSearch>): ListSearch {
  return tidy({ ...search, at: undefined, panel: undefined, ...next });
}

export interface ListSource<Row> {
  /** The endpoint under /api, such as "/customers". */
  path: ListPath;
  load: (params: ListParams, signal: AbortSignal) => Promise<Page<Row>>;
  /** From the slice's key factory, such as ["customer", "list"]. */
  queryKey: readonly unknown[];
  views?: GridView[];
  /** Filters that the person does not see, such as the customer of an embedded list. */
  fixed?: Filter[];
  defaultSort?: string;
  /** False where the server does not search: no search field then. */
  isSearchable?: boolean;
}

/** A list of the server: where it is and what its rows are. */
export function listAt<P extends ListPath>(path: P): Pick<ListSource<RowOf<P>>, "path" | "load"> {
  return { path, load: (params, signal) => getPage(path, params, signal) };
}

export function listParams(
  source: Pick<ListSource<unknown>, "views" | "fixed" | "defaultSort">,
  search: ListSearch,
): ListParams {
  const view = source.views?.find((item) => item.key === search.view) ?? source.views?.[0];
  return {
    q: search.q,
    sort: search.sort ?? view?.sort ?? source.defaultSort,
    filter: [...(source.fixed ?? []), ...(view?.filter ?? []), ...(search.f ?? [])] as Filter[],
    limit: search.size ?? 50,
    cursor: search.at?.at(-1),
  };
}

/** The query of a list: shared by the route's loader and the grid. */
export function listOptions<Row>(source: ListSource<Row>, search: ListSearch) {
  const params = listParams(source, search);
  return queryOptions({
    queryKey: [...source.queryKey, params],
    queryFn: ({ signal }) => source.load(params, signal),
  });
}
