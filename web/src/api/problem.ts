import type { Problem } from "./types";

/** What a refused or failed request throws; `problem` is the server's RFC 9457 answer. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.name = "ApiError";
    this.problem = problem;
  }
}

/** The problem behind any thrown value, so that every page words failures alike. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  if (error instanceof TypeError) {
    // fetch reports a lost connection as a TypeError.
    return { type: "/problems/offline", title: "Offline", status: 0, code: "offline" };
  }
  const title = error instanceof Error ? error.message : String(error);
  return { type: "/problems/page_failed", title, status: 0, code: "page_failed" };
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "status" in value;
}

/** Reads the answer of a failed request; a proxy's HTML page becomes a problem too. */
export function toProblem(body: unknown, status: number): Problem {
  if (isProblem(body)) return body;
  return { type: "/problems/http", title: `HTTP ${status}`, status, code: `http_${status}` };
}

/** A field error's pointer as a form path: "/lines/0/quantity_milli" -> ["lines", 0, "quantity_milli"]. */
export function pointerPath(pointer: string): (string | number)[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
