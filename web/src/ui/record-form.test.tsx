import { Form, Input } from "antd";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ApiError } from "@/api/problem";
import { problem, renderPage } from "@/test/render";
import { RecordForm } from "./record-form";

interface Values {
  name: string;
  note?: string;
}

function Sheet({ onSubmit }: { onSubmit: (values: Values, help: { version?: number }) => Promise<unknown> }) {
  return (
    <RecordForm<Values>
      initial={{ name: "Mine" }}
      version={1}
      draft="test"
      submitLabel="Save"
      onSubmit={onSubmit}
    >
      <Form.Item name="name" label="Name">
        <Input />
      </Form.Item>
      <Form.Item name="note" label="Note">
        <Input />
      </Form.Item>
    </RecordForm>
  );
}

beforeEach(() => localStorage.clear());
afterEach(() => localStorage.clear());

it("puts the server's errors under their fields and focuses the first", async () => {
  const refuse = problem(422, "invalid", {
    errors: [
      { pointer: "/note", code: "too_long" },
      { pointer: "/elsewhere", code: "required" },
    ],
  });
  await renderPage(<Sheet onSubmit={() => Promise.reject(new ApiError(refuse))} />);
  await page.getByRole("button", { name: "Save" }).click();
  await expect.element(page.getByText("Too long")).toBeVisible();
  await expect.element(page.getByRole("alert").filter({ hasText: "Check the marked fields." })).toBeVisible();
  await vi.waitFor(() => expect(document.activeElement?.id).toBe("note"));
});

it("shows both versions after 412 and overwrites with the new version", async () => {
  const onSubmit = vi
    .fn()
    .mockRejectedValueOnce(new ApiError(problem(412, "stale", { current: { name: "Theirs", version: 5 } })))
    .mockResolvedValueOnce(undefined);
  await renderPage(<Sheet onSubmit={onSubmit} />);
  await page.getByRole("button", { name: "Save" }).click();
  await expect.element(page.getByRole("cell", { name: "Theirs" })).toBeVisible();
  await expect.element(page.getByRole("cell", { name: "Mine" })).toBeVisible();
  await page.getByRole("button", { name: "Overwrite with mine" }).click();
  await vi.waitFor(() => expect(onSubmit).toHaveBeenCalledTimes(2));
  expect(onSubmit.mock.calls[1]?.[1]).toMatchObject({ version: 5 });
});

it("keeps a draft until it is saved, and submits with Ctrl+Enter", async () => {
  const onSubmit = vi.fn().mockResolvedValue(undefined);
  const first = await renderPage(<Sheet onSubmit={onSubmit} />);
  await page.getByLabelText("Note").fill("typed before");
  await vi.waitFor(() => expect(localStorage.getItem("truss.draft.test")).toContain("typed before"));
  await first.unmount();
  await renderPage(<Sheet onSubmit={onSubmit} />);
  await expect.element(page.getByLabelText("Note")).toHaveValue("typed before");
  await page.getByLabelText("Note").click();
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await vi.waitFor(() => expect(onSubmit).toHaveBeenCalledOnce());
  await vi.waitFor(() => expect(localStorage.getItem("truss.draft.test")).toBeNull());
});
