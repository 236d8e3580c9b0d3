import { expect, type Page, test } from "@playwright/test";
import { appointTeam, dialogOf as dialog, enter, expectDarkPages, fillScorecards, letPass } from "./flows.ts";
import { ADMIN, expectAccessible, inDays, signIn, WIDTHS } from "./people.ts";
import { type Caller, callAs, ensureTeam, type Member, TEAM } from "./team.ts";

// One deal from the first word to the last payment. Everybody does their part on their own pages; what
// the method refuses on the way is tried and refused.
test.describe.configure({ mode: "serial" });

interface Versioned {
  id: string;
  version: number;
}

let team: Record<Member, Caller>;
let admin: Caller;
const stamp = Date.now().toString(36);
const title = `滨江变电站增容 ${stamp}`;
const customerName = `滨江供电 ${stamp}`;
const code = `SVG-${stamp}`;
let lead = "";
let deal = "";
let quotation = "";
let contract = "";

const lastOf = (page: Page) => new URL(page.url()).pathname.split("/").at(-1) ?? "";
const cell = (page: Page, line: number, column: string) =>
  page.locator(`[data-line="${line - 1}"] [data-cell="${column}"]`);

test.beforeAll(async ({ playwright, baseURL }) => {
  team = await ensureTeam(playwright, baseURL);
  admin = await callAs(playwright, baseURL, ADMIN);
  await admin.post("/products", {
    code,
    name: `静止无功发生器 ${stamp}`,
    list_price_minor: 1_200_000_00,
    currency: "CNY",
  });
});

test("delivery hears of a need, writes it down, and cannot verify it", async ({ page }) => {
  await enter(page, "fr");
  await page.goto("/leads/new");
  await page.getByLabel("标题").fill(title);
  await page.getByLabel("还不是客户？填写名称").fill(customerName);
  await page.getByLabel("联系人", { exact: true }).fill("王卫东");
  await page.getByRole("textbox", { name: "痛点" }).fill("夏季高峰前增容");
  await page.getByRole("textbox", { name: "解决构想" }).fill("静止无功发生器两套");
  await page.getByLabel("负责人").click();
  await page.getByTitle(TEAM.ar.name).click();
  await page.getByRole("button", { name: "创建线索" }).click();
  await expect(page.getByRole("heading", { name: title, level: 1 })).toBeVisible();
  lead = lastOf(page);
  await expect(page.getByRole("button", { name: "验证", exact: true })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
});

test("the lead manager verifies it; the salesperson turns it into an opportunity", async ({ page }) => {
  await enter(page, "manager");
  await page.goto(`/leads/${lead}`);
  await page.getByRole("button", { name: "验证", exact: true }).click();
  await dialog(page).getByRole("radio", { name: "是，需求真实" }).check();
  await dialog(page)
    .getByRole("radio", { name: /^热线索/ })
    .check();
  await dialog(page).getByRole("radio", { name: "高", exact: true }).check();
  await dialog(page).getByRole("button", { name: "保存验证结论" }).click();
  await expect(dialog(page)).toBeHidden();

  await enter(page, "ar");
  await page.goto(`/leads/${lead}`);
  await page.getByRole("button", { name: "转化为机会点" }).click();
  await dialog(page).getByRole("button", { name: "转化为机会点" }).click();
  await expect(page).toHaveURL(/\/opportunities\//);
  deal = lastOf(page);
});

test("ATI asks for facts, team and scorecards before it can be requested", async ({ page }) => {
  await enter(page, "ar");
  await page.goto(`/opportunities/${deal}`);
  await page.getByRole("button", { name: "提交决策", exact: true }).first().click();
  await expect(dialog(page).getByText("已任命交付负责人（FR）")).toBeVisible();
  await expect(dialog(page).getByRole("button", { name: "提交决策" })).toHaveCount(0);
  await dialog(page).getByLabel(/^金额/).fill("500万");
  await dialog(page)
    .getByLabel(/^预计签约/)
    .fill(inDays(60));
  await dialog(page).getByLabel("项目类型").selectOption("own_project");
  await dialog(page).getByLabel("项目等级").selectOption("important");
  await dialog(page).getByRole("button", { name: "保存" }).click();
  await expect(dialog(page).getByRole("status")).toContainText("还缺");
  await dialog(page).getByRole("button", { name: "关闭" }).first().click();
  await appointTeam(page);
  await fillScorecards(page);
  await page.getByRole("button", { name: "提交决策", exact: true }).first().click();
  await dialog(page).getByRole("button", { name: "提交决策" }).click();
  await expect(dialog(page)).toBeHidden();
  // Who proposes does not decide.
  await page.getByRole("link", { name: /已提交（第 1 轮）/ }).click();
  await expect(page.getByRole("button", { name: "决策", exact: true })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await enter(page, "head");
  await letPass(page, title);
});

test("the customer is guided until a bid makes sense", async ({ page }) => {
  await enter(page, "ar");
  await page.goto(`/opportunities/${deal}/edit`);
  await page.getByLabel("已了解并影响客户的评判标准，客户态度认可").check();
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByRole("button", { name: "推进到“制定并提交方案”" }).first().click();
  await dialog(page)
    .getByRole("button", { name: /^推进到/ })
    .click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "推进到“制定并提交方案”" })).toHaveCount(0);
  await expect(page.locator("header").getByText("制定并提交方案", { exact: true })).toBeVisible();
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
  quotation = lastOf(page);
});

test("ATB authorises the quotation", async ({ page }) => {
  await enter(page, "ar");
  await page.goto(`/quotations/${quotation}`);
  await page.getByRole("button", { name: "申请 ATB 决策" }).click();
  await expect(page).toHaveURL(new RegExp(deal));
  await page.getByRole("button", { name: "提交决策", exact: true }).first().click();
  await expect(dialog(page).getByRole("button", { name: "提交决策" })).toBeVisible();
  await expectAccessible(page);
  await dialog(page).getByRole("button", { name: "提交决策" }).click();
  await expect(dialog(page)).toBeHidden();
  await enter(page, "head");
  await letPass(page, title);
});

test("an authorised quotation becomes a contract whose plan adds up", async ({ page }) => {
  await enter(page, "ar");
  await page.goto(`/quotations/${quotation}`);
  await page.getByRole("button", { name: "生成合同" }).click();
  await expectAccessible(page);
  await dialog(page).getByRole("button", { name: "生成合同" }).click();
  await expect(page).toHaveURL(/\/contracts\//);
  contract = lastOf(page);
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
  // Nobody signs without ATC.
  await expect(page.getByRole("button", { name: "登记签署" })).toHaveCount(0);
  const unsigned = await team.ar.get<Versioned>(`/contracts/${contract}`);
  const early = { customer_signer: "王总", signed_on: inDays(0) };
  const refused = await team.ar.refused(`/contracts/${contract}/sign`, early, unsigned.version);
  expect(refused.code).toBe("gate_unmet");
  await enter(page, "head");
  await letPass(page, title);

  await enter(page, "ar");
  await page.goto(`/contracts/${contract}`);
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

  await enter(page, "fr");
  await page.goto(`/contracts/${contract}`);
  await page.getByRole("button", { name: "拒收" }).click();
  await dialog(page).getByRole("button", { name: "拒收" }).click();
  await expect(dialog(page).getByText("必填")).toBeVisible();
  await dialog(page).getByLabel("原因").fill("缺少技术协议");
  await dialog(page).getByRole("button", { name: "拒收" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByText("缺少技术协议").first()).toBeVisible();
  const { version } = await team.ar.get<Versioned>(`/contracts/${contract}`);
  await team.ar.post(`/contracts/${contract}/handover/propose`, { note: "已补齐" }, version);
  await page.reload();
  await page.getByRole("button", { name: "接收交底" }).first().click();
  await dialog(page).getByRole("button", { name: "接收交底" }).click();
  await expect(page.locator("header").getByText("执行中")).toBeVisible();
  await expectAccessible(page);
});

const milestones = () => `/contracts/${contract}?tab=milestones`;
const plan = () => `/contracts/${contract}?tab=plan`;
/** A line of the payment plan on the page of the contract. */
const planLine = (page: Page, label: string) =>
  page.getByRole("tabpanel").getByRole("row").filter({ hasText: label });

async function openMilestone(page: Page, name: string): Promise<void> {
  await page.getByRole("tabpanel").getByRole("button", { name, exact: true }).click();
  await expect(dialog(page)).toContainText(name);
}

/** Files the evidence of a milestone and accepts it. */
async function accept(page: Page, name: string): Promise<void> {
  const file = `${name}证明.txt`;
  await dialog(page)
    .locator("input[type=file]")
    .setInputFiles({ name: file, mimeType: "text/plain", buffer: Buffer.from("客户已签收") });
  await expect(dialog(page).getByRole("link", { name: file })).toBeVisible();
  await dialog(page).getByRole("button", { name: "确认验收" }).click();
  await expect(dialog(page)).toContainText("已验收");
  await dialog(page).getByRole("button", { name: "关闭" }).last().click();
}

test("a milestone is accepted on evidence, not before", async ({ page }) => {
  await enter(page, "fr");
  await page.goto(milestones());
  await page.getByRole("button", { name: "按付款计划生成" }).click();
  await expect(page.getByRole("tabpanel").getByRole("table")).toBeVisible();
  await expectAccessible(page);
  await openMilestone(page, "到货");
  await dialog(page).getByLabel("计划日期").fill(inDays(10));
  await dialog(page).getByLabel("预测日期").fill(inDays(12));
  await dialog(page).getByRole("button", { name: "保存" }).click();
  await expect(dialog(page).getByRole("button", { name: "保存" })).toBeDisabled();
  await expect(dialog(page)).toContainText("请先上传验收证据");
  await expect(dialog(page).getByRole("button", { name: "确认验收" })).toHaveCount(0);
  await expectAccessible(page);
  await accept(page, "到货");
  await page.goto(plan());
  await expect(planLine(page, "到货款")).toContainText("可开票");
});

test("what is not reached is not invoiced, nor more than the plan says", async ({ page }) => {
  const { items } = await team.accountant.get<{ items: (Versioned & { label: string })[] }>(
    `/contracts/${contract}/plan`,
  );
  const last = items.find((line) => line.label === "质保金");
  const early = { amount_minor: 100, issued_on: inDays(0) };
  const refused = await team.accountant.refused(`/plan-lines/${last?.id}/invoices`, early, last?.version);
  expect(refused.code).toBe("trigger_missing");
  await enter(page, "accountant");
  await page.goto(plan());
  await expect(planLine(page, "质保金")).toContainText("未触发");
  await expect(planLine(page, "质保金").getByRole("button")).toHaveCount(0);
  await planLine(page, "预付款").getByRole("button", { name: "开票" }).click();
  const amount = dialog(page).getByLabel(/^金额/);
  await expect(amount).toHaveValue("846,840.00");
  await amount.fill("846840.01");
  await expect(dialog(page)).toContainText("开票金额超出计划金额");
  await expect(dialog(page).getByRole("button", { name: "开票" })).toBeDisabled();
  await amount.fill("846840");
  await expectAccessible(page);
  await dialog(page).getByRole("button", { name: "开票" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(planLine(page, "预付款")).toContainText("已开票");
  await planLine(page, "到货款").getByRole("button", { name: "开票" }).click();
  await dialog(page).getByRole("button", { name: "开票" }).click();
  await expect(dialog(page)).toBeHidden();
});

/** Registers money of the customer and opens what it can pay. */
async function receive(page: Page, amount: string): Promise<void> {
  await page.goto("/receipts/new");
  await page.getByLabel("客户", { exact: true }).fill(customerName);
  await page.getByTitle(customerName).click();
  await page.getByLabel("金额").fill(amount);
  await page.getByLabel("银行流水号").fill(`ICBC-${stamp}`);
  await page.getByRole("button", { name: "登记收款" }).click();
  await expect(page).toHaveURL(/\/receipts\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: "核销", exact: true }).first().click();
  await expect(dialog(page).getByRole("table")).toBeVisible();
}

test("a receipt pays invoices, none of them twice", async ({ page }) => {
  await enter(page, "accountant");
  await page.goto("/receivables");
  await expect(page.getByRole("region", { name: "账龄" })).toBeVisible();
  await expectAccessible(page);
  await receive(page, "200万");
  const parts = dialog(page).getByLabel(/本次核销金额$/);
  await expect(parts).toHaveCount(2);
  await parts.first().fill("1000000");
  await expect(dialog(page).getByRole("alert")).toContainText("核销金额超出发票余额");
  await expect(dialog(page).getByRole("button", { name: "核销", exact: true })).toBeDisabled();
  await expectAccessible(page);
  await dialog(page).getByRole("button", { name: "按最早到期建议" }).click();
  await dialog(page).getByRole("button", { name: "核销", exact: true }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.locator("header").getByText("¥165,180.00")).toBeVisible();
  await expectAccessible(page);
});

test("a contract with open money is not closed", async ({ page }) => {
  await enter(page, "fr");
  await page.goto(milestones());
  for (const name of ["终验", "质保期满"]) {
    await openMilestone(page, name);
    await accept(page, name);
  }
  await page.getByRole("button", { name: "完成履行" }).click();
  await dialog(page).getByRole("button", { name: "完成履行" }).click();
  await expect(page.locator("header").getByText("履行完毕", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "提交决策 · ATCC" }).click();
  await expect(dialog(page)).toContainText("款项");
  await expectAccessible(page);
  const { version } = await team.fr.get<Versioned>(`/contracts/${contract}`);
  const asked = { kind: "contract", record_id: contract, gate: "atcc", version };
  const refused = await team.fr.refused("/decisions", asked);
  expect(refused.code).toBe("gate_unmet");
});

test("the last money comes in, and ATCC closes the contract", async ({ page }) => {
  await enter(page, "accountant");
  await page.goto(plan());
  for (const label of ["验收款", "质保金"]) {
    await planLine(page, label).getByRole("button", { name: "开票" }).click();
    await dialog(page).getByRole("button", { name: "开票" }).click();
    await expect(dialog(page)).toBeHidden();
    await expect(planLine(page, label)).toContainText("已开票");
  }
  await receive(page, "822800");
  await dialog(page).getByRole("button", { name: "核销", exact: true }).click();
  await expect(dialog(page)).toBeHidden();
  await page.goto("/receipts?view=open");
  await page.getByRole("row").filter({ hasText: customerName }).first().click();
  await page.getByRole("button", { name: "核销", exact: true }).first().click();
  await dialog(page).getByRole("button", { name: "核销", exact: true }).click();
  await expect(dialog(page)).toBeHidden();

  await enter(page, "fr");
  await page.goto(`/contracts/${contract}`);
  await page.getByRole("button", { name: "提交决策 · ATCC" }).click();
  await dialog(page).getByRole("button", { name: "提交决策" }).click();
  await expect(dialog(page)).toBeHidden();
  const { items } = await team.fr.get<{ items: (Versioned & { record_id: string })[] }>(
    "/decisions?limit=50",
  );
  const own = items.find((item) => item.record_id === contract);
  const refused = await team.fr.refused(`/decisions/${own?.id}/outcome`, { outcome: "go" }, own?.version);
  expect(refused.code).toBe("not_decider");
  await enter(page, "finance");
  await letPass(page, title);
  await page.goto(plan());
  await expect(page.locator("header").getByText("已关闭", { exact: true })).toBeVisible();
  const money = page.getByRole("tabpanel").locator("dl").first();
  for (const word of ["计划", "已开票", "已回款"])
    await expect(money.locator("div", { has: page.getByText(word, { exact: true }) })).toContainText(
      "¥282.3万",
    );
  await expect(money.locator("div", { has: page.getByText("待回款", { exact: true }) })).toContainText("¥0");
  const bar = await team.head.get(`/contracts/${contract}/money`);
  expect(bar).toEqual({
    currency: "CNY",
    planned_minor: 2_822_800_00,
    invoiced_minor: 2_822_800_00,
    received_minor: 2_822_800_00,
    remaining_minor: 0,
    overdue_minor: 0,
  });
});

for (const size of WIDTHS)
  test(`every page of the deal is accessible in English and in the dark at ${size[0]}`, async ({ page }) => {
    test.slow();
    const customer = (await team.ar.get<{ customer: { id: string } }>(`/contracts/${contract}`)).customer.id;
    const first = async (path: string) =>
      (await team.accountant.get<{ items: { id: string }[] }>(`${path}?limit=1`)).items[0]?.id;
    await enter(page, "ar");
    await expectDarkPages(page, team.ar, size, [
      "/customers",
      "/customers/new",
      `/customers/${customer}`,
      `/customers/${customer}?tab=contacts`,
      "/quotations",
      `/quotations/${quotation}`,
      `/quotations/new?opportunity=${deal}`,
      "/contracts",
      ...["overview", "plan", "milestones", "cash", "decisions", "files", "log"].map(
        (tab) => `/contracts/${contract}?tab=${tab}`,
      ),
      "/milestones",
      "/products",
      "/imports",
      "/insight",
      "/me",
    ]);
    await enter(page, "accountant");
    await expectDarkPages(page, team.accountant, size, [
      "/",
      "/receivables",
      "/invoices",
      `/invoices/${await first("/invoices")}`,
      "/receipts",
      "/receipts/new",
      `/receipts/${await first("/receipts")}`,
    ]);
    await page.context().clearCookies();
    await signIn(page);
    await expectDarkPages(page, admin, size, [
      "/admin/users",
      "/admin/users/new",
      "/admin/units",
      "/products/new",
    ]);
  });
