import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { change, listParams, listSearch, tidy } from "./search";

describe("list state in the address", () => {
  it("keeps what it can read and drops the rest", () => {
    const read = v.parse(listSearch, {
      q: "x".repeat(500),
      sort: "-updated_at",
      size: 7,
      f: [{ field: "class", op: "in", value: ["s"] }],
      at: "no list",
      unknown: true,
    });
    expect(tidy(read)).toEqual({ sort: "-updated_at", f: [{ field: "class", op: "in", value: ["s"] }] });
    expect(tidy(v.parse(listSearch, { f: [{ field: "class", op: "drop table" }] }))).toEqual({});
  });

  it("returns to the first page when the list changes", () => {
    expect(change({ at: ["a", "b"], panel: "1", q: "old" }, { q: "new" })).toEqual({ q: "new" });
    expect(change({ q: "old" }, { q: "" })).toEqual({});
  });

  it("joins the view's filters with the person's own", () => {
    const mine = { field: "owner_id", op: "eq", value: "me" } as const;
    const own = { field: "class", op: "in", value: ["s"] } as const;
    const source = {
      views: [{ key: "mine", label: "", filter: [mine], sort: "name" }],
      defaultSort: "-updated_at",
    };
    expect(listParams(source, { f: [own], at: ["a", "b"] })).toEqual({
      q: undefined,
      sort: "name",
      filter: [mine, own],
      limit: 50,
      cursor: "b",
    });
  });
});
