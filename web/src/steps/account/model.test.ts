import { describe, expect, it } from "vitest";
import { safeLink } from "./model";

describe("a customer's website", () => {
  it("is linked only when it is a web address", () => {
    expect(safeLink("example.cn")).toBe("https://example.cn/");
    expect(safeLink("http://example.cn/a")).toBe("http://example.cn/a");
    expect(safeLink("javascript:alert(1)")).toBeNull();
    expect(safeLink("data:text/html,x")).toBeNull();
    expect(safeLink("not a site")).toBeNull();
  });
});
