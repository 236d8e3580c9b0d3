import { expect, type Page, test } from "@playwright/test";
import { ADMIN, expectAccessible, inDays, signIn } from "./people.ts";
import { type Caller, callAs, ensureTeam, type Member, PASSWORD, TEAM } from "./team.ts";

test.describe.configure({ mode: "serial" });

interface Versioned {
  id: string;
  version: number;
}

let team: Record<Member, Caller>;
const stamp = Date.now().toString(36);
const title = `滨江变电站增容 ${stamp}`;
const customerName = `滨江供电 ${stamp}`;
const code = `SVG-${stamp}`;
let deal = "";
let quotation = "";
let contract = "";
let customer = "";

const enter = (page: Page, member: Member) => signIn(page, { login: TEAM[member].login, password: PASSWORD });
const dialog = (page: Page) => page.getByRole("dialog");
const cell = (page: Page, line: number, column: string) =>
  page.locator(`[data-line="${line - 1}"] [data-cell="${column}"]`);

async function decide(gate: string, kind: "opportunity" | "contract", id: string, decider: Member = "head") {
  const path = kind === "contract" ? `/contracts/${id}` : `/opportunities/${id}`;
  const { version } = await team.ar.get<Versioned>(path);
  const request = await team.ar.post<Versioned>("/decisions", { kind, record_id: id, gate, version });
  await team[decider].post(`/decisions/${request.id}/outcome`, { outcome: "go" }, request.version);
}

test.beforeAll(async ({ playwright, baseURL }) => {
  team = await ensureTeam(playwright, baseURL);
  const admin = await callAs(playwright, baseURL, ADMIN);
  await admin.post("/products", {
    code,
    name: `静止无功发生器 ${stamp}`,
    list_price_minor: 1_200_000_00,
    currency: "CNY",
  });
  customer = (await team.ar.post<Versioned>("/customers", { name: customerName })).id;
  const opportunity = await team.ar.post<Versioned>("/opportunities", {
    title,
    customer_id: customer,
    need: "夏季高峰前增容",
    amount_minor: 5_000_000_00,
    expected_sign_on: inDays(60),
    project_type: "own_project",
    project_grade: "important",
  });
  deal = opportunity.id;
  const at = `/opportunities/${deal}`;
  const now = async () => (await team.ar.get<Versioned>(at)).version;
  const people = await team.ar.get<{ items: { id: string; name: string }[] }>("/people?q=");
  const members = (["ar", "sr", "fr"] as const).map((role) => ({
    user_id: people.items.find((person) => person.name === TEAM[role].name)?.id,
    role,
  }));
  await team.ar.put(`${at}/team`, { members }, await now());
  const cards = await team.ar.get<{ items: { key: string; factors: { key: string }[] }[] }>("/scorecards");
  for (const card of cards.items) {
    const scores = Object.fromEntries(card.factors.map((factor) => [factor.key, 3]));
    await team.ar.put(`${at}/scorecards/${card.key}`, { scores }, await now());
  }
  await decide("ati", "opportunity", deal);
  await team.ar.patch(at, { guidance_done: true }, await now());
  await team.ar.post(`${at}/stage`, { to: "proposing" }, await now());
});

test("a quotation is typed line by line, with a product and a pasted block", async ({ page }) => {
  await enter(page, "sr");
  await page.goto(`/opportunities/${deal}?tab=quotations`);
  await page.getByRole("button", { name: "新建报价" }).click();
  await expect(page).toHaveURL(/\/quotations\/new/);
  await cell(page, 1, "product").fill(code);
  await page.getByRole("option", { name: new RegExp(code) }).waitFor();
  await page.keyboard.press("Enter");
  await expect(cell(page, 1, "description")).toHaveValue(`静止无功发生器 ${stamp}`);
  await expect(cell(page, 1, "list_price_minor")).toHaveValue("1,200,000.00");
  await expect(cell(page, 1, "quantity_milli")).toBeFocused();
  await page.keyboard.type("2.5");
  await page.keyboard.press("Enter");
  await page.keyboard.type("套");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.keyboard.type("10");
  await page.keyboard.press("Enter");
  await page.keyboard.type("80万");
  await expectAccessible(page);
  await cell(page, 2, "description").focus();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "安装调试\t50\t人日\t3200\t0\n备件\tx\t批\t12,000\t5%\n");
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(event);
  });
  await expect(page.getByRole("status").filter({ hasText: "已粘贴 2 行" })).toContainText("1 个单元格");
  await page.getByRole("button", { name: "保存报价" }).click();
  await expect(page.getByRole("alert")).toContainText("第 3 行 数量");
  await expect(cell(page, 3, "quantity_milli")).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type("2");
  await cell(page, 2, "unit_cost_minor").fill("1900");
  await cell(page, 3, "unit_cost_minor").fill("8000");
  await expect(page.getByText("毛利").locator("..")).toContainText("26.77%");
  await page.getByLabel("付款条款").fill("3-3-3-1");
  await page.getByLabel("交付条款").fill("合同生效后 90 天");
  await page.getByRole("button", { name: "保存报价" }).click();
  await expect(page).toHaveURL(/\/quotations\/[0-9a-f-]{36}$/);
  // 2.5 sets at 1,080,000 + 50 days at 3,200 + 2 lots at 11,400
  await expect(page.getByText("¥2,882,800.00").first()).toBeVisible();
  await expectAccessible(page);
});

test("a submitted revision is locked; the next one takes its place", async ({ page }) => {
  await enter(page, "sr");
  await page.goto(`/opportunities/${deal}?tab=quotations`);
  await page.getByRole("link", { name: /第 1 版/ }).click();
  await expect(page.getByRole("button", { name: "提交报价" })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("button", { name: "编辑" }).click();
  await page.getByLabel("有效期至").fill(inDays(90));
  await page.keyboard.press("Control+Enter");
  await page.getByRole("button", { name: "提交报价" }).click();
  await expectAccessible(page);
  await dialog(page).getByRole("button", { name: "提交报价" }).click();
  await expect(page.getByText(/由 苏敏 于 .* 提交，不能再修改/).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "编辑" })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("button", { name: "新建修订版" }).click();
  await expect(page).toHaveURL(/\/edit$/);
  await cell(page, 1, "discount_bp").fill("12");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByText("¥2,822,800.00").first()).toBeVisible();
  await page.getByRole("button", { name: "提交报价" }).click();
  await dialog(page).getByRole("button", { name: "提交报价" }).click();
  await expect(page.getByLabel("版本").locator("option")).toHaveCount(2);
  await page.getByLabel("版本").selectOption({ label: "第 1 版 · 已被替代" });
  await expect(page.getByText("已有更新的版本").first()).toBeVisible();
  await page.getByLabel("版本").selectOption({ label: "第 2 版 · 已提交" });
  await expect(page.getByRole("button", { name: "申请 ATB 决策" })).toBeVisible();
  await expectAccessible(page);
  quotation = new URL(page.url()).pathname.split("/").at(-1) ?? "";
});

test("an authorised quotation becomes a contract whose plan adds up", async ({ page }) => {
  await decide("atb", "opportunity", deal);
  await enter(page, "ar");
  await page.goto(`/quotations/${quotation}`);
  await page.getByRole("button", { name: "生成合同" }).click();
  await expectAccessible(page);
  await dialog(page).getByRole("button", { name: "生成合同" }).click();
  await expect(page).toHaveURL(/\/contracts\//);
  contract = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await expect(page.getByText("人民币贰佰捌拾贰万贰仟捌佰元整").first()).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("tab", { name: "付款计划" }).click();
  await page.getByRole("button", { name: /制定付款计划|编辑付款计划/ }).click();
  await page.getByLabel("模板").selectOption({ index: 1 });
  const last = page.getByLabel(/第 \d+ 期 金额/).last();
  await page.getByLabel("第 2 期 比例（%）").fill("35");
  await expect(page.getByRole("status").filter({ hasText: "合计" })).toContainText("合计一致");
  const followed = await last.inputValue();
  await last.fill("1");
  await expect(page.getByRole("status").filter({ hasText: "合计" })).toContainText("还差");
  await expect(page.getByRole("button", { name: "保存付款计划" })).toBeDisabled();
  await expectAccessible(page);
  await page.getByRole("button", { name: "余额计入最后一期" }).click();
  await expect(last).toHaveValue(followed);
  await page.getByRole("button", { name: "保存付款计划" }).click();
  await expect(page.getByRole("button", { name: "编辑付款计划" })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: "编辑", exact: true }).click();
  await page.getByLabel("质保期（月）").fill("24");
  await page.getByLabel("违约条款").fill("每周 0.5%，上限 5%");
  await page.getByLabel("特殊承诺").fill("免费培训两次");
  await expectAccessible(page);
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("24 个月").first()).toBeVisible();
});

test("ATC is requested, the contract signed, registered and handed over", async ({ page }) => {
  await enter(page, "ar");
  await page.goto(`/contracts/${contract}`);
  await page.getByRole("button", { name: "提交决策 · ATC" }).click();
  await expect(dialog(page)).toContainText("付款计划合计等于合同金额");
  await expectAccessible(page);
  await dialog(page).getByRole("button", { name: "提交决策" }).click();
  await expect(page.getByRole("link", { name: /已提交（第 1 轮）/ })).toBeVisible();
  const decisions = await team.head.get<{ items: (Versioned & { record_id: string })[] }>("/decisions");
  const request = decisions.items.find((item) => item.record_id === contract);
  await team.head.post(`/decisions/${request?.id}/outcome`, { outcome: "go" }, request?.version);

  await page.reload();
  await page.getByRole("button", { name: "登记签署" }).click();
  await dialog(page).getByRole("button", { name: "登记签署" }).click();
  await expect(dialog(page).getByText("必填")).toBeVisible();
  await dialog(page).getByLabel("客户签署人").fill("王总");
  await expectAccessible(page);
  await dialog(page).getByRole("button", { name: "登记签署" }).click();
  await page.getByRole("button", { name: "登记合同" }).click();
  await dialog(page).getByRole("button", { name: "登记合同" }).click();
  await page.getByRole("button", { name: "发起交底" }).first().click();
  await expect(dialog(page)).toContainText("口头承诺");
  await expectAccessible(page);
  await dialog(page).getByRole("button", { name: "发起交底" }).click();
  await expect(page.getByText("待接收").first()).toBeVisible();

  await page.context().clearCookies();
  await enter(page, "fr");
  await page.goto(`/contracts/${contract}`);
  await page.getByRole("button", { name: "拒收" }).click();
  await dialog(page).getByRole("button", { name: "拒收" }).click();
  await expect(dialog(page).getByText("必填")).toBeVisible();
  await dialog(page).getByLabel("原因").fill("缺少技术协议");
  await dialog(page).getByRole("button", { name: "拒收" }).click();
  await expect(page.getByText("缺少技术协议").first()).toBeVisible();
  const { version } = await team.ar.get<Versioned>(`/contracts/${contract}`);
  await team.ar.post(`/contracts/${contract}/handover/propose`, { note: "已补齐" }, version);
  await page.reload();
  await page.getByRole("button", { name: "接收交底" }).first().click();
  await dialog(page).getByRole("button", { name: "接收交底" }).click();
  await expect(page.locator("header").getByText("执行中")).toBeVisible();
  await expectAccessible(page);
});
