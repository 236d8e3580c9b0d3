import { useState } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { CustomerRow } from "@/api/types";
import { problem, renderPage, stubFetch } from "@/test/render";
import { DataGrid } from "./data-grid";
import { type ListSearch, listAt } from "./search";
import type { GridColumn } from "./types";

const columns: GridColumn<CustomerRow>[] = [
  { id: "name", title: "Name", sortable: true, pinned: true, filter: { type: "text" } },
  {
    id: "class",
    title: "Class",
    filter: { type: "choice", choices: [{ value: "s", label: "Strategic" }] },
  },
];
const source = { ...listAt("/customers"), queryKey: ["thing", "list"], defaultSort: "name" };
const rows = Array.from(
  { length: 3 },
  (_, index): CustomerRow => ({
    id: `${index}`,
    number: `C${index}`,
    name: `Thing ${index}`,
    class: "s",
    unit: "Sales",
    owner: "Li Ming",
    updated_at: 0,
    version: 1,
  }),
);

function List({ onOpen, search: start = {} }: { onOpen?: (row: CustomerRow) => void; search?: ListSearch }) {
  const [search, setSearch] = useState<ListSearch>(start);
  return (
    <>
      <output data-testid="search">{JSON.stringify(search)}</output>
      <DataGrid<CustomerRow>
        name="things"
        label="Things"
        source={source}
        columns={columns}
        search={search}
        onSearch={setSearch}
        onOpen={onOpen}
        bulk={(picked) => <span>bulk {picked.length}</span>}
        empty={{ title: "No things yet" }}
      />
    </>
  );
}

let stub: ReturnType<typeof stubFetch>;
const answer = (items: CustomerRow[], next: string | null = null) => ({
  items,
  next,
  count: { value: 1000, capped: true },
});
afterEach(() => stub.restore());

it("moves with arrows, picks with Space, opens with Enter", async () => {
  stub = stubFetch({ "GET /customers": () => answer(rows) });
  const onOpen = vi.fn();
  await renderPage(<List onOpen={onOpen} />);
  await expect.element(page.getByText("Thing 2")).toBeVisible();
  await expect.element(page.getByText("1,000+ records")).toBeVisible();
  const stops = document.querySelectorAll("[role=grid] [tabindex='0']");
  expect(stops).toHaveLength(1);
  (stops[0] as HTMLElement).focus();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowRight} ");
  await expect.element(page.getByText("bulk 1")).toBeVisible();
  await userEvent.keyboard("{Enter}");
  expect(onOpen).toHaveBeenCalledWith(rows[1]);
  expect(document.querySelectorAll("[role=grid] [tabindex='0']")).toHaveLength(1);
});

it("sorts, filters and pages on the server", async () => {
  stub = stubFetch({ "GET /customers": () => answer(rows, "cursor-2") });
  await renderPage(<List />);
  await page.getByRole("columnheader", { name: "Name" }).click();
  await vi.waitFor(() => expect(stub.calls.at(-1)?.query.get("sort")).toBe("-name"));
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("menuitem", { name: "Class" }).click();
  await page.getByLabelText("Strategic").click();
  await page.getByRole("button", { name: "Apply" }).click();
  await vi.waitFor(() =>
    expect(JSON.parse(stub.calls.at(-1)?.query.get("filter") ?? "[]")).toEqual([
      { field: "class", op: "in", value: ["s"] },
    ]),
  );
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await vi.waitFor(() => expect(stub.calls.at(-1)?.query.get("cursor")).toBe("cursor-2"));
  await page.getByRole("button", { name: "Remove filter: Class" }).click();
  await vi.waitFor(() => expect(stub.calls.at(-1)?.query.get("cursor")).toBeNull());
});

it("tells an empty list from a filtered one, and offers a way on after a failure", async () => {
  let answerNow: unknown = answer([]);
  stub = stubFetch({ "GET /customers": () => answerNow });
  await renderPage(<List />);
  await expect.element(page.getByText("No things yet")).toBeVisible();
  answerNow = problem(503, "busy", { instance: "req-7" });
  await page.getByRole("searchbox").fill("x");
  await expect.element(page.getByText("The server is busy. Try again in a moment.")).toBeVisible();
  await expect.element(page.getByText("Request req-7")).toBeVisible();
  answerNow = answer([]);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.element(page.getByText("Nothing matches")).toBeVisible();
});
