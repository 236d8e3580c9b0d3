import { expect, type Page } from "@playwright/test";
import { expectAccessible, expectPages, signIn, type WIDTHS } from "./people.ts";
import { type Caller, type Member, PASSWORD, TEAM } from "./team.ts";

// What several journeys do the same way.

export const dialogOf = (page: Page) => page.getByRole("dialog");

/** Signs somebody of the team in, in place of whoever was. */
export async function enter(page: Page, member: Member): Promise<void> {
  await page.context().clearCookies();
  await signIn(page, { login: TEAM[member].login, password: PASSWORD });
}

/** Appoints SR and FR on the page of an opportunity; AR is its owner. */
export async function appointTeam(page: Page): Promise<void> {
  await page.getByRole("link", { name: "去任命团队" }).first().click();
  await page.getByRole("button", { name: "调整团队" }).click();
  const dialog = dialogOf(page);
  for (const [label, member] of [
    ["解决方案经理 SR", "sr"],
    ["交付经理 FR", "fr"],
  ] as const) {
    await dialog.getByLabel(label).click();
    await page.getByTitle(TEAM[member].name).click();
  }
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("tabpanel").getByText(TEAM.fr.name)).toBeVisible();
}

/** Answers both scorecards of an opportunity: 67 for winning, 100 for paying. */
export async function fillScorecards(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "评分卡" }).click();
  for (const [title, answer, index] of [
    ["赢单概率", 2, "67"],
    ["客户付款能力", 3, "100"],
  ] as const) {
    const section = page
      .locator("section")
      .filter({ has: page.getByRole("heading", { name: title, level: 2 }) });
    const factors = section.getByRole("group");
    await expect(factors).toHaveCount(4);
    for (let factor = 0; factor < 4; factor += 1)
      await factors.nth(factor).getByRole("radio").nth(answer).check();
    await expect(section).toContainText(index);
    await section.getByRole("button", { name: "保存评分" }).click();
    await expect(section.getByText(TEAM.ar.name)).toBeVisible();
  }
  await expectAccessible(page);
}

/** Finds a request in the inbox of whoever is signed in, and lets it pass by keyboard. */
export async function letPass(page: Page, title: string): Promise<void> {
  await page.goto("/decisions");
  const item = page.getByRole("button", { name: new RegExp(title) });
  await item.click();
  await expect(page.getByRole("article", { name: title })).toBeVisible();
  await item.press("d");
  const dialog = dialogOf(page);
  await dialog.getByRole("radio", { name: /^通过/ }).check();
  await dialog.getByRole("button", { name: "通过" }).click();
  await expect(dialog).toBeHidden();
  await expect(item).toBeHidden();
}

/** Pages of whoever is signed in (and calls), as they look in English and in the dark. */
export async function expectDarkPages(
  page: Page,
  caller: Caller,
  [width, height]: (typeof WIDTHS)[number],
  paths: string[],
): Promise<void> {
  await caller.patch("/me", { locale: "en", theme: "dark" }, 0);
  try {
    await expectPages(page, width, height, paths);
  } finally {
    await caller.patch("/me", { locale: "zh-CN", theme: "light" }, 0);
    // The browser keeps the language for whoever signs in next.
    await page.evaluate(() => localStorage.clear());
    await page.setViewportSize({ width: 1440, height: 900 });
  }
}
