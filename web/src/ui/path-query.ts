import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { PathView, RecordKind } from "@/api/types";

/** The key of a record's stage path, to invalidate it after a change that gates look at. */
export const pathKey = (kind: string, id: string) => ["decision", "path", kind, id] as const;

/** A record's stages with the state of each gate, the live checklist of the current one and who may decide. */
export const pathQuery = (kind: RecordKind, id: string) =>
  queryOptions({
    queryKey: pathKey(kind, id),
    queryFn: ({ signal }) => api.get("/records/{kind}/{id}/path", { path: { kind, id }, signal }),
  });

/** The stage that a record stands in. */
export const currentStage = (path: PathView) => path.stages.find((stage) => stage.key === path.current);

/** The stage after the current one. */
export const nextStage = (path: PathView) =>
  path.stages[path.stages.findIndex((stage) => stage.key === path.current) + 1];
