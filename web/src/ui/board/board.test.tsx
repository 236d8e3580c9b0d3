import { useState } from "react";
import { expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ApiError } from "@/api/problem";
import { problem, renderPage } from "@/test/render";
import { Board, type BoardLane } from "./board";

interface Row {
  id: string;
  title: string;
}
const lane = (key: string, title: string, cards: Row[]): BoardLane<Row> => ({
  key,
  title,
  hue: "grey",
  count: cards.length,
  sums: [],
  cards,
  hasMore: false,
});

function Deals({ move }: { move: (row: Row, to: string) => Promise<unknown> }) {
  const [lanes, setLanes] = useState([
    lane("a", "Validate", [{ id: "1", title: "Deal one" }]),
    lane("b", "Guide", []),
    lane("c", "Propose", []),
  ]);
  return (
    <Board<Row>
      label="Deals"
      lanes={lanes}
      card={() => <p>card</p>}
      titleOf={(row) => row.title}
      onOpen={() => {}}
      barred={(_row, to) => (to === "c" ? "One stage at a time" : undefined)}
      onMove={async (row, to) => {
        await move(row, to);
        setLanes((all) =>
          all.map((item) => {
            const rest = item.cards.filter((card) => card.id !== row.id);
            return { ...item, cards: item.key === to ? [row, ...rest] : rest };
          }),
        );
      }}
      onMore={() => {}}
    />
  );
}

const cardsOf = (name: string) => page.getByRole("region", { name, exact: true }).getByRole("listitem");

it("moves a card from its menu and says so", async () => {
  const move = vi.fn().mockResolvedValue(undefined);
  await renderPage(<Deals move={move} />);
  await page.getByRole("button", { name: "Actions for “Deal one”" }).click();
  await expect.element(page.getByText("One stage at a time")).toBeVisible();
  await page.getByRole("menuitem", { name: "Move to Guide" }).click();
  await expect.element(cardsOf("Guide")).toHaveTextContent("Deal one");
  expect(move).toHaveBeenCalledWith(expect.objectContaining({ id: "1" }), "b");
  await expect.element(page.getByText("“Deal one” moved to Guide")).toBeInTheDocument();
});

it("brings the card back with the missing conditions when the server refuses", async () => {
  const refusal = problem(409, "gate_unmet", {
    unmet: [{ key: "need", text: { zh: "需求", en: "The need is described" } }],
  });
  await renderPage(<Deals move={() => Promise.reject(new ApiError(refusal))} />);
  await page.getByRole("button", { name: "Deal one", exact: true }).click();
  await userEvent.keyboard("{Control>}{ArrowRight}{/Control}");
  await expect.element(page.getByRole("alert")).toHaveTextContent("The need is described");
  await expect.element(cardsOf("Validate")).toHaveTextContent("Deal one");
});
