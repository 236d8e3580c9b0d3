import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

export const ADMIN = { login: "admin", password: "bridge-of-triangles-2026", name: "周衡" };

/** The one-time token that the server printed at its first start. */
export function setupToken(): string {
  const log = readFileSync(join(process.env.TRUSS_E2E_DATA ?? "", "server.log"), "utf8");
  const token = /setup\?token=([0-9a-f]+)/.exec(log)?.[1];
  if (!token) throw new Error("the server's log has no set-up link");
  return token;
}

export async function signIn(page: Page, who: { login: string; password: string } = ADMIN): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("账号").fill(who.login);
  await page.getByLabel("密码").fill(who.password);
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByRole("navigation", { name: "主菜单" })).toBeVisible();
}

/** No accessibility violation on what the page shows now. */
export async function expectAccessible(page: Page): Promise<void> {
  // The skeleton of the start is not a page yet.
  await expect(page.locator("main")).toBeVisible();
  await expect(page.locator("h1").first()).toBeVisible();
  // Colours are judged once what appears has appeared.
  await page.evaluate(() => {
    const ends = (item: Animation) => Number.isFinite(Number(item.effect?.getComputedTiming().endTime));
    return Promise.allSettled(
      document
        .getAnimations()
        .filter(ends)
        .map((item) => item.finished),
    );
  });
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  expect(violations.map((item) => `${item.id}: ${item.nodes[0]?.html}`)).toEqual([]);
}

/** Every page, as it looks to somebody with English and the dark theme: accessible, and no wider than the window. */
export async function expectPages(page: Page, width: number, height: number, paths: string[]): Promise<void> {
  await page.setViewportSize({ width, height });
  for (const path of paths) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle");
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await expectAccessible(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, `${path} at ${width}`).toBe(0);
  }
}

export const WIDTHS = [
  [1440, 900],
  [390, 844],
] as const;

/** A day from today on, as the API writes days. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
