import { expect, type Page, test } from "@playwright/test";
import { enter, expectDarkPages } from "./flows.ts";
import { expectAccessible, inDays, WIDTHS } from "./people.ts";
import { type Caller, ensureTeam, type Member } from "./team.ts";

test.describe.configure({ mode: "serial" });

let team: Record<Member, Caller>;
const stamp = Date.now().toString(36);
const title = `滨海 220kV 变电站扩建 ${stamp}`;

test.beforeAll(async ({ playwright, baseURL }) => {
  team = await ensureTeam(playwright, baseURL);
});

test("a salesperson writes a lead down and watches it become complete and hot", async ({ page }) => {
  await enter(page, "ar");
  await page.goto("/leads/new");
  await expectAccessible(page);
  await page.getByRole("button", { name: "创建线索" }).click();
  await expect(page.getByText("必填")).toBeVisible();
  await page.getByLabel("标题").fill(title);
  await page.getByLabel("还不是客户？填写名称").fill(`江苏联创电网 ${stamp}`);
  await page.getByLabel("联系人", { exact: true }).fill("赵建国");
  const gauge = page.getByRole("complementary", { name: "线索质量" });
  await expect(gauge).toContainText("0/4");
  await page
    .getByRole("textbox", { name: "痛点" })
    .or(page.getByLabel("客户痛点"))
    .first()
    .fill("夏季两次限电");
  await page.getByRole("textbox", { name: "解决构想" }).fill("GIS 整站扩建");
  await page.getByLabel("预算来源").fill("2027 年技改预算");
  await page.getByLabel("投资主导者").fill("孙副总");
  await expect(gauge).toContainText("4/4");
  await expect(gauge).toContainText("未定级");
  for (const name of ["紧迫，短期收益明确", "成熟，与产品匹配", "已达成一致", "即将或已经启动"])
    await page.getByRole("radio", { name }).check();
  await expect(gauge).toContainText("热线索");
  await page.getByLabel("预计进入采购").fill(inDays(300));
  await page.keyboard.press("Enter");
  await expect(gauge).toContainText("温线索");
  await expect(gauge).toContainText("半年以后");
  await page.getByRole("button", { name: "创建线索" }).click();
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
  await expect(page.locator("header").getByText(/^LEAD-\d{4}-/)).toBeVisible();
  await expectAccessible(page);
});

test("nobody verifies an own lead", async ({ page }) => {
  const lead = await team.manager.post<{ id: string }>("/leads", { title: `自己的线索 ${stamp}` });
  await enter(page, "manager");
  await page.goto(`/leads/${lead.id}`);
  await expect(page.getByRole("button", { name: "验证", exact: true })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
});

test("the lead manager answers three questions and follows the advice", async ({ page }) => {
  await enter(page, "manager");
  await page.goto("/leads?view=unverified");
  await expect(page.getByRole("tab", { name: "待验证" })).toHaveAttribute("aria-selected", "true");
  await expectAccessible(page);
  await open(page, title);
  await page.getByRole("button", { name: "验证", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "保存验证结论" }).click();
  await expect(dialog.getByText("必填").first()).toBeVisible();
  await dialog.getByRole("radio", { name: "是，需求真实" }).check();
  await dialog.getByRole("radio", { name: /^温线索/ }).check();
  await dialog.getByRole("radio", { name: "中", exact: true }).check();
  await expect(dialog.getByRole("status")).toContainText("培育，4 周后复核");
  await dialog.getByRole("radio", { name: /^热线索/ }).check();
  await expect(dialog.getByRole("status")).toContainText("转化");
  await dialog.getByLabel("说明与依据").fill("总工认可预制舱方案");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "保存验证结论" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("总工认可预制舱方案").first()).toBeVisible();
  await expect(page.locator("header").getByText("跟踪培育")).toBeVisible();
});

test("a lead is closed with a reason and reopened", async ({ page }) => {
  const other = `不真实的线索 ${stamp}`;
  const { id } = await team.ar.post<{ id: string }>("/leads", { title: other });
  await enter(page, "ar");
  await page.goto(`/leads/${id}`);
  await page.getByRole("button", { name: "更多操作" }).click();
  await page.getByRole("menuitem", { name: "关闭线索" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("原因").selectOption("other");
  await dialog.getByRole("button", { name: "关闭线索" }).click();
  await expect(dialog.getByText("必填")).toBeVisible();
  await dialog.getByLabel("备注").fill("客户已另行采购");
  await dialog.getByRole("button", { name: "关闭线索" }).click();
  await expect(page.getByText("该线索已关闭")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "重新打开" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "重新打开" }).click();
  await expect(page.getByText("该线索已关闭")).toBeHidden();
});

test("a note and a file stay with the lead", async ({ page }) => {
  await enter(page, "ar");
  await open(page, title);
  const note = `电话确认预算 ${stamp}`;
  await page.getByRole("textbox", { name: /记录一次跟进/ }).fill(note);
  await page.getByRole("button", { name: "添加记录" }).click();
  await expect(page.getByText(note)).toBeVisible();
  await page.getByRole("tab", { name: "文件" }).click();
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "技术协议.txt", mimeType: "text/plain", buffer: Buffer.from("GIS") });
  await expect(page.getByRole("link", { name: "技术协议.txt" })).toBeVisible();
  await expectAccessible(page);
});

for (const size of WIDTHS)
  test(`every page of leads is accessible in English and in the dark at ${size[0]}`, async ({ page }) => {
    const lead = await team.ar.post<{ id: string }>("/leads", { title: `Dark lead ${size[0]} ${stamp}` });
    await enter(page, "ar");
    await expectDarkPages(page, team.ar, size, ["/leads", "/leads/new", `/leads/${lead.id}`]);
  });

async function open(page: Page, name: string): Promise<void> {
  const { items } = await team.manager.get<{ items: { id: string; title: string }[] }>(
    `/leads?q=${encodeURIComponent(stamp)}`,
  );
  const found = items.find((item) => item.title === name);
  expect(found, name).toBeDefined();
  await page.goto(`/leads/${found?.id}`);
  await expect(page.getByRole("heading", { name })).toBeVisible();
}
