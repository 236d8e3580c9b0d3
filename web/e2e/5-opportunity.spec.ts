import { expect, type Page, test } from "@playwright/test";
import { appointTeam, enter, expectDarkPages, fillScorecards } from "./flows.ts";
import { expectAccessible, inDays, WIDTHS } from "./people.ts";
import { type Caller, ensureTeam, type Member, TEAM } from "./team.ts";

test.describe.configure({ mode: "serial" });

let team: Record<Member, Caller>;
const stamp = Date.now().toString(36);
const title = `地铁七号线牵引供电 ${stamp}`;
let id = "";

test.beforeAll(async ({ playwright, baseURL }) => {
  team = await ensureTeam(playwright, baseURL);
});

const lane = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const card = (page: Page) => page.getByRole("button", { name: title, exact: true });

test("a hot lead becomes an opportunity with a new customer and contact", async ({ page }) => {
  const lead = await team.ar.post<{ id: string; version: number }>("/leads", {
    title,
    customer_name: `南京地铁 ${stamp}`,
    contact_name: "孙丽",
    pain: "牵引变容量不足",
  });
  await team.manager.post(
    `/leads/${lead.id}/verify`,
    { is_lead: true, distance: "hot", win: "medium" },
    lead.version,
  );
  await enter(page, "ar");
  await page.goto(`/leads/${lead.id}`);
  await page.getByRole("button", { name: "转化为机会点" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("机会点标题")).toHaveValue(title);
  await expect(dialog.getByRole("textbox", { name: "名称" }).first()).toHaveValue(`南京地铁 ${stamp}`);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "转化为机会点" }).click();
  await expect(page).toHaveURL(/\/opportunities\//);
  await expect(page.getByRole("heading", { name: title, level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: `南京地铁 ${stamp}` })).toBeVisible();
  id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await expectAccessible(page);
});

test("a refused move opens what the gate asks for and fills it in", async ({ page }) => {
  await enter(page, "ar");
  await page.goto("/opportunities");
  await expect(lane(page, "验证机会点").getByRole("button", { name: title, exact: true })).toBeVisible();
  await expectAccessible(page);
  await card(page).focus();
  await page.keyboard.press("Control+ArrowRight");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("ATI");
  await expect(dialog.getByText("已任命交付负责人（FR）")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel(/^金额/).fill("2460万");
  await dialog.getByLabel(/^预计签约/).fill(inDays(90));
  await dialog.getByLabel("项目类型").selectOption("provincial_tender");
  await dialog.getByLabel("项目等级").selectOption("important");
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(dialog.getByRole("status")).toContainText("还缺");
  await expect(dialog.getByLabel("项目类型")).toBeHidden();
  await dialog.getByRole("button", { name: "关闭" }).first().click();
  await expect(lane(page, "验证机会点").getByRole("button", { name: title, exact: true })).toBeVisible();
});

test("the Iron Triangle is appointed and both scorecards are filled in", async ({ page }) => {
  await enter(page, "ar");
  await page.goto(`/opportunities/${id}`);
  await appointTeam(page);
  await fillScorecards(page);
});

test("the decision is requested in the same flow, with its material frozen", async ({ page }) => {
  await enter(page, "ar");
  await page.goto("/opportunities");
  await page.getByRole("button", { name: `“${title}”的操作` }).click();
  await page.getByRole("menuitem", { name: /移到.*引导客户/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(TEAM.head.name);
  await dialog.getByLabel("说明").fill("设计院已按我方方案上图");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "提交决策" }).click();
  await expect(dialog).toBeHidden();
  await page.goto(`/opportunities/${id}`);
  await expect(page.getByRole("link", { name: /已提交（第 1 轮）/ })).toBeVisible();
  await page.getByRole("tab", { name: "决策" }).click();
  await expect(page.getByRole("link", { name: /ATI.*第 1 轮/ })).toBeVisible();
});

test("the proposer cannot decide; the head reads the material and says go", async ({ page }) => {
  await enter(page, "ar");
  await page.goto("/decisions?view=proposed");
  await expect(page.getByRole("article", { name: title })).toContainText("设计院已按我方方案上图");
  await page.getByRole("button", { name: "打开" }).click();
  await expect(page.getByRole("button", { name: "决策", exact: true })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await expectAccessible(page);

  await enter(page, "head");
  await expect(
    page.getByRole("region", { name: "待我决策" }).getByRole("link", { name: title }),
  ).toBeVisible();
  await page.goto("/decisions");
  const item = page.getByRole("button", { name: new RegExp(title) });
  await item.click();
  await expect(page.getByRole("article", { name: title })).toContainText("牵引变容量不足");
  await expect(page.getByRole("article", { name: title })).not.toContainText("{");
  await expectAccessible(page);
  await item.press("d");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /^挂起/ }).check();
  await dialog.getByRole("button", { name: "挂起" }).click();
  await expect(dialog.getByText("必填").first()).toBeVisible();
  await dialog.getByRole("radio", { name: /^通过/ }).check();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "通过" }).click();
  await expect(dialog).toBeHidden();
  await expect(item).toBeHidden();
  await page.goto(`/opportunities/${id}`);
  await expect(page.locator("header").getByText("引导客户")).toBeVisible();
});

test("the probability is earned rung by rung", async ({ page }) => {
  await enter(page, "ar");
  await page.goto(`/opportunities/${id}?tab=ladder`);
  const panel = page.getByRole("tabpanel");
  const climb = panel.getByRole("button", { name: /^升到/ });
  await expect(climb).toBeDisabled();
  const boxes = panel.getByRole("checkbox");
  for (let index = 0; index < (await boxes.count()); index += 1) {
    await boxes.nth(index).check();
    await panel.getByLabel("证据：谁、何时、说了什么").nth(index).fill("孙副总 11 月例会确认");
  }
  await expectAccessible(page);
  const rung = ((await climb.textContent()) ?? "").replace("升到", "").trim();
  await climb.click();
  await expect(panel.locator("[aria-current=step]")).toContainText(rung);
  await panel
    .getByText(/条证据/)
    .first()
    .click();
  await expect(panel.getByText("孙副总 11 月例会确认").first()).toBeVisible();
});

test("a deal is put on hold until a day, resumed and lost with its reason", async ({ page }) => {
  await enter(page, "ar");
  await page.goto(`/opportunities/${id}`);
  const more = async (name: string) => {
    await page.getByRole("button", { name: "更多操作" }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  const hold = page.getByRole("button", { name: "挂起", exact: true });
  if (await hold.isVisible()) await hold.click();
  else await more("挂起");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^复核日期/).fill(inDays(20));
  await dialog.getByLabel("原因").fill("客户预算推迟");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "挂起" }).click();
  await expect(page.getByText("已挂起：")).toContainText("客户预算推迟");
  await page.goto("/opportunities?view=hold");
  await expect(card(page)).toBeVisible();
  await page.goto(`/opportunities/${id}`);
  await page.getByRole("button", { name: "恢复" }).click();
  await dialog.getByRole("button", { name: "恢复" }).click();
  await expect(page.getByText("已挂起：")).toBeHidden();
  await more("丢单");
  await dialog.getByLabel("原因").selectOption("price");
  await dialog.getByLabel("备注").fill("低价 8%");
  await dialog.getByRole("button", { name: "丢单" }).click();
  await expect(page.getByText("已丢单：")).toContainText("低价 8%");
  await expectAccessible(page);
});

for (const size of WIDTHS)
  test(`every page of the sale is accessible in English and in the dark at ${size[0]}`, async ({ page }) => {
    test.slow();
    const { items } = await team.ar.get<{ items: { id: string }[] }>("/decisions?limit=1");
    const customer = await team.ar.post<{ id: string }>("/customers", { name: `Dark ${size[0]} ${stamp}` });
    const fresh = await team.ar.post<{ id: string }>("/opportunities", {
      title: `Dark deal ${size[0]} ${stamp}`,
      customer_id: customer.id,
      amount_minor: 120_000_00,
    });
    const at = (tab: string) => `/opportunities/${fresh.id}?tab=${tab}`;
    await enter(page, "ar");
    await expectDarkPages(page, team.ar, size, [
      "/",
      "/opportunities",
      "/opportunities?as=table",
      "/opportunities/new",
      `/opportunities/${fresh.id}`,
      ...["team", "scorecards", "ladder", "quotations", "decisions", "files", "log"].map(at),
      "/decisions?view=decided",
      `/decisions/${items[0]?.id}`,
    ]);
  });
