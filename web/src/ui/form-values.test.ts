import { describe, expect, it } from "vitest";
import { changed, conflicts, filled } from "./form-values";

describe("form values", () => {
  it("creates with what was filled in", () => {
    expect(filled({ name: "A", note: "", amount: 0, flag: false, other: undefined })).toEqual({
      name: "A",
      amount: 0,
      flag: false,
    });
  });

  it("edits with what differs, and empties with null", () => {
    const before = { name: "A", note: "old", amount: 5, industry: null };
    expect(changed(before, { name: "A", note: "", amount: 6, industry: "" as never })).toEqual({
      note: null,
      amount: 6,
    });
  });

  it("finds what two people wrote differently", () => {
    expect(
      conflicts({ name: "mine", note: "", amount: 1 }, { name: "theirs", note: null, amount: 1 }),
    ).toEqual([{ field: "name", mine: "mine", theirs: "theirs" }]);
  });
});
