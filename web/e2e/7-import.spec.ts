import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, type PlaywrightWorkerArgs, test } from "@playwright/test";
import { ADMIN, expectAccessible, expectPages, signIn, WIDTHS } from "./people.ts";
import { type Caller, callAs, ensureTeam, PASSWORD, TEAM } from "./team.ts";

test.describe.configure({ mode: "serial" });

/** A real sales history with its faults; the server's tests bring the same files in. */
const SHEETS = join(import.meta.dirname, "../../apps/server/tests/data/crm-sales");
const sheet = (name: string) => join(SHEETS, name);
const rowsOf = (text: string) => text.split(/\r?\n/).filter(Boolean);
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

interface Import {
  id: string;
  version: number;
  status: string;
  result: { created: number; undone: number; kept: number } | null;
}

let admin: Caller;
/** The imports of this path by file, to look at and to take back. */
const imports: Record<string, string> = {};
/** Opportunities per column of the board before the import. */
let before: number[] = [];

test.beforeAll(async ({ playwright, baseURL }) => {
  await ensureTeam(playwright, baseURL);
  admin = await callAs(playwright, baseURL, ADMIN);
  before = await board();
});

async function board(): Promise<number[]> {
  const { columns } = await admin.get<{ columns: { count: number }[] }>("/opportunities/board");
  return columns.map((column) => column.count);
}

const alert = (page: Page) => page.getByRole("main").getByRole("alert");
const dialog = (page: Page) => page.getByRole("dialog");
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const next = (page: Page) => button(page, "下一步").click();
const column = (page: Page, field: string) => page.getByLabel(`${field} 对应的列`, { exact: true });
const meaning = (page: Page, value: string) => page.getByLabel(`“${value}”对应为`);
const preview = (page: Page) => page.getByRole("region", { name: "前几行预览" });
const figure = (page: Page, name: string) =>
  page
    .locator("dl > div")
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator("dd");

async function upload(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }) {
  await page.goto("/imports/new");
  await page.locator("input[type=file]").setInputFiles(file);
}

/** Brings a sheet to its first step, where the columns are matched. */
async function start(page: Page, name: string, kind: string): Promise<void> {
  await upload(page, sheet(name));
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByLabel("数据类型")).toHaveValue(kind);
}

async function expectCounts(page: Page, counts: [string, string, string, string]): Promise<void> {
  for (const [at, name] of ["新建", "更新", "跳过", "失败"].entries())
    await expect(figure(page, name)).toHaveText(counts[at] ?? "");
}

async function dryRun(page: Page): Promise<void> {
  await button(page, "开始试运行").click();
  await expect(page.getByRole("heading", { name: "试运行结果" })).toBeVisible({ timeout: 60_000 });
}

/** From the confirmed dry run to the result. */
async function run(page: Page, count: string): Promise<void> {
  await button(page, "正式导入").click();
  await expect(dialog(page)).toContainText(`将写入 ${count} 条记录`);
  await expectAccessible(page);
  await dialog(page).getByRole("button", { name: "正式导入" }).click();
}

async function expectDone(page: Page, name: string): Promise<void> {
  await expect(page.getByRole("heading", { name: "导入完成" })).toBeVisible({ timeout: 60_000 });
  imports[name] = new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

/** The rows of the report that the page offers, as cells; none of these files has a comma in a cell. */
async function report(page: Page): Promise<string[][]> {
  const started = page.waitForEvent("download");
  await page.getByRole("link", { name: "下载逐行报告" }).click();
  const text = readFileSync(await (await started).path(), "utf8").replace("\ufeff", "");
  return rowsOf(text).map((row) => row.replaceAll('"', "").split(","));
}

test("a file that is no table, or a strange one, goes no further", async ({ page }) => {
  await signIn(page);
  await page.goto("/imports");
  await expectAccessible(page);
  await button(page, "导入表格").first().click();
  await expect(page.getByRole("heading", { level: 1, name: "导入表格" })).toBeVisible();
  await expectAccessible(page);
  await upload(page, { name: "logo.csv", mimeType: "text/csv", buffer: Buffer.from(PNG, "base64") });
  await expect(alert(page)).toHaveText("这不是表格文件。请选择 Excel（.xlsx）或 CSV 文件。");
  await upload(page, { name: "head.csv", mimeType: "text/csv", buffer: Buffer.from("product,price\n") });
  await expect(alert(page)).toHaveText("表头下面没有数据行。");
  await expectAccessible(page);

  const strange = Buffer.from("colour,shape\nred,round\nblue,square\n");
  await upload(page, { name: "shapes.csv", mimeType: "text/csv", buffer: strange });
  await expect(page.getByText("2 行，2 列，UTF-8")).toBeVisible();
  await expect(page.getByLabel("数据类型")).toHaveValue("");
  await next(page);
  await expect(page.getByText("必填", { exact: true })).toBeVisible();
  await page.getByLabel("数据类型").selectOption({ label: "产品" });
  await expect(page.getByText("有 2 列不会导入：colour、shape")).toBeVisible();
  await expect(page.getByLabel("行中没有客户时")).toHaveCount(0);
  await next(page);
  await expect(page.getByText("必填字段，请选择一列")).toHaveCount(2);
  await expectAccessible(page);
  await column(page, "产品名称").selectOption("colour");
  await expect(page.getByText("必填字段，请选择一列")).toHaveCount(1);
  await next(page);
  await expect(column(page, "目录价")).toHaveAttribute("aria-invalid", "true");
});

test("the people of the regional offices come in with their managers", async ({ page }) => {
  const agents = new Set(
    rowsOf(readFileSync(sheet("sales_teams.csv"), "utf8")).map((row) => row.split(",")[0]),
  );
  const { items } = await admin.get<{ items: { name: string }[] }>("/users?limit=200");
  const known = items.filter((user) => agents.has(user.name)).length;
  await signIn(page);
  await start(page, "sales_teams.csv", "user");
  await expect(column(page, "姓名")).toHaveValue("sales_agent");
  await expect(column(page, "大区")).toHaveValue("regional_office");
  await expect(column(page, "上级")).toHaveValue("manager");
  await next(page);
  await expect(preview(page).getByRole("cell", { name: "Anna Snelling" })).toBeVisible();
  await dryRun(page);
  await expectCounts(page, [String(35 - known), "0", String(known), "0"]);
  // People are never deleted: on a second pass over one server they are here.
  if (known === 35) return;
  await run(page, String(35 - known));
  await expectDone(page, "sales_teams.csv");
  await expectCounts(page, [String(35 - known), "0", String(known), "0"]);
  await page.getByRole("link", { name: "查看用户" }).click();
  await page.getByRole("searchbox", { name: "搜索" }).fill("Dustin");
  await expect(page.getByRole("gridcell", { name: "Dustin Brinkmann" }).first()).toBeVisible();
});

test("products come in", async ({ page }) => {
  await signIn(page);
  await start(page, "products.csv", "product");
  await expect(column(page, "目录价")).toHaveValue("sales_price");
  await page.getByLabel("金额币种").selectOption("USD");
  await next(page);
  await expect(preview(page).getByRole("row", { name: /GTK 500/ })).toContainText("26,768.00");
  await dryRun(page);
  await expectCounts(page, ["7", "0", "0", "0"]);
  await run(page, "7");
  await expectDone(page, "products.csv");
  await expectCounts(page, ["7", "0", "0", "0"]);
});

test("customers come in, their columns and slips recognised", async ({ page }) => {
  await signIn(page);
  await start(page, "accounts.csv", "customer");
  await page.getByLabel("数据类型").selectOption({ label: "用户" });
  await expect(column(page, "姓名")).toHaveValue("");
  await page.getByLabel("数据类型").selectOption({ label: "客户" });
  await expect(column(page, "客户名称")).toHaveValue("account");
  await expect(column(page, "行业")).toHaveValue("sector");
  await expect(column(page, "地区")).toHaveValue("office_location");
  await expect(column(page, "上级客户")).toHaveValue("subsidiary_of");
  await expect(page.getByText("有 3 列不会导入：year_established、revenue、employees")).toBeVisible();
  await page.getByLabel("导入方式").selectOption({ label: "历史数据" });
  await expectAccessible(page);
  await next(page);

  await expect(meaning(page, "technolgy")).toHaveValue("");
  await expect(button(page, "建议：technology")).toBeVisible();
  await button(page, "采用全部建议（1）").click();
  await expect(meaning(page, "technolgy")).toHaveValue("technology");
  await expectAccessible(page);
  await next(page);

  await expect(
    preview(page)
      .getByRole("row", { name: /Acme Corporation/ })
      .first(),
  ).toContainText("technology");
  await expectAccessible(page);
  await dryRun(page);
  await expectCounts(page, ["85", "0", "0", "0"]);
  await expectAccessible(page);
  await run(page, "85");
  await expectDone(page, "accounts.csv");
  await expectCounts(page, ["85", "0", "0", "0"]);
  await expectAccessible(page);
  await page.getByRole("link", { name: "查看客户" }).click();
  await page.getByRole("searchbox", { name: "搜索" }).fill("Zumgoity");
  await expect(page.getByRole("gridcell", { name: "Zumgoity" }).first()).toBeVisible();
});

/** The steps of the sales history up to its dry run. */
async function history(page: Page, missing: string): Promise<void> {
  await page.getByLabel("导入方式").selectOption({ label: "历史数据" });
  await page.getByLabel("金额币种").selectOption("USD");
  await page.getByLabel("行中没有客户时").selectOption({ label: missing });
}

test("a sales history comes in whole, as a job, with a report on every row", async ({ page }) => {
  await signIn(page);
  await start(page, "sales_pipeline.csv", "opportunity");
  await expect(page.getByText("8,800 行，8 列，UTF-8")).toBeVisible();
  for (const [field, name] of [
    ["原系统编号", "opportunity_id"],
    ["产品", "product"],
    ["预计金额", "close_value"],
    ["客户", "account"],
    ["负责人", "sales_agent"],
    ["阶段", "deal_stage"],
    ["开始日期", "engage_date"],
    ["结束日期", "close_date"],
  ] as const)
    await expect(column(page, field)).toHaveValue(name);
  await history(page, "跳过该行");
  await expectAccessible(page);
  await next(page);

  const slip = page.getByRole("row", { name: /^GTXPro/ });
  await expect(slip).toContainText("1,480");
  await slip.getByRole("button", { name: "建议：GTX Pro" }).click();
  await expect(meaning(page, "GTXPro")).toHaveValue("GTX Pro");
  await expectAccessible(page);
  await next(page);
  const first = preview(page).getByRole("row", { name: /1C1I7A6R/ });
  for (const text of ["GTX Plus Basic", "1,054.00", "Cancity", "赢单", "2016-10-20", "2017-03-01"])
    await expect(first).toContainText(text);

  await button(page, "开始试运行").click();
  await expect(page.getByRole("progressbar", { name: "进度" })).toBeVisible();
  await expectAccessible(page);
  await expect(page.getByRole("heading", { name: "试运行结果" })).toBeVisible({ timeout: 60_000 });
  await expectCounts(page, ["7,375", "0", "1,425", "0"]);
  const skipped = (await report(page)).filter((cells) => cells[3] === "没有客户");
  expect(skipped).toHaveLength(1_425);

  await button(page, "上一步").click();
  await expect(meaning(page, "GTXPro")).toHaveValue("GTX Pro");
  await button(page, "匹配列").click();
  await history(page, "挂到占位客户");
  await next(page);
  await expect(meaning(page, "GTXPro")).toHaveValue("GTX Pro");
  await next(page);
  await dryRun(page);
  await expectCounts(page, ["8,800", "0", "0", "0"]);
  await expectAccessible(page);
  expect(await board(), "a dry run changes nothing").toEqual(before);

  await run(page, "8,800");
  await expect(page.getByRole("progressbar", { name: "进度" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "/ 8,800 行" })).toBeVisible();
  // The job goes on without the page.
  await page.goto("/imports");
  await page.getByRole("gridcell", { name: "sales_pipeline.csv" }).first().click();
  await expectDone(page, "sales_pipeline.csv");
  await expectCounts(page, ["8,800", "0", "0", "0"]);
  await expect(figure(page, "验证机会点")).toHaveText(["500"]);
  await expect(figure(page, "引导客户")).toHaveText(["1,589"]);
  await expect(figure(page, "赢单")).toHaveText(["4,238", "$10,005,534.00"]);
  await expect(figure(page, "丢单")).toHaveText(["2,473"]);
  await expectAccessible(page);
});

test("the report has a line for every row, and the records are there", async ({ page }) => {
  await signIn(page);
  await page.goto(`/imports/${imports["sales_pipeline.csv"]}`);
  const [head, ...lines] = await report(page);
  const [titles = "", ...source] = rowsOf(readFileSync(sheet("sales_pipeline.csv"), "utf8"));
  expect(head).toEqual(["行号", "结果", "记录", "原因", "说明", ...titles.split(",")]);
  expect(lines.map((cells) => cells.slice(5).join(","))).toEqual(source);
  expect(lines.filter((cells) => cells[1] === "created")).toHaveLength(8_800);
  expect(lines.filter((cells) => cells[3] === "没有客户，已挂到占位客户")).toHaveLength(1_425);

  const [first = 0, ...others] = await board();
  const [none = 0, ...rest] = before;
  expect([first - none, others], "what is under way begins in the first stage").toEqual([2_089, rest]);
  const number = lines.find((cells) => cells[5] === "1C1I7A6R")?.[2] ?? "";
  const { items } = await admin.get<{ items: { id: string }[] }>(`/opportunities?q=${number}`);
  expect(items).toHaveLength(1);
  await page.goto(`/opportunities/${items[0]?.id}`);
  await expect(page.getByRole("heading", { level: 1, name: "GTX Plus Basic · Cancity" })).toBeVisible();
  for (const text of ["赢单", "历史数据", "$1,054.00", "Moses Frase", "2017-03-01"])
    await expect(page.getByRole("main")).toContainText(text);
});

test("the same file again makes no doubles", async ({ page }) => {
  await signIn(page);
  await start(page, "sales_pipeline.csv", "opportunity");
  await expect(page.getByRole("note")).toContainText(/同一文件已于 \d{4}-\d\d-\d\d 导入过/);
  await history(page, "挂到占位客户");
  await next(page);
  await button(page, "采用全部建议（1）").click();
  await next(page);
  await dryRun(page);
  await expectCounts(page, ["0", "0", "8,800", "0"]);
  await expect(button(page, "正式导入")).toBeDisabled();
  await expect(page.getByText("没有可写入的行。")).toBeVisible();
  await expectAccessible(page);
});

test("only administrators bring in history, and only some roles anything", async ({
  page,
  playwright,
  baseURL,
}) => {
  const head = { login: TEAM.head.login, password: PASSWORD };
  await signIn(page, head);
  await page.goto("/imports");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("gridcell", { name: "accounts.csv" })).toHaveCount(0);
  await start(page, "accounts.csv", "customer");
  await expect(page.getByLabel("导入方式")).toHaveCount(0);
  await expect(page.getByLabel("数据类型").locator("option", { hasText: "用户" })).toHaveCount(0);
  await expectAccessible(page);
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const view = await (await callAs(playwright, baseURL, head)).get<Mapped>(`/imports/${id}`);
  const options = { ...view.options, mode: "history" };
  const { kind, mapping, values } = view;
  const data = { kind, mapping, values, options };
  expect(await answer(playwright, baseURL, head, "PUT", `/imports/${id}/mapping`, data, view.version)).toBe(
    403,
  );
  expect(await answer(playwright, baseURL, head, "GET", `/imports/${imports["accounts.csv"]}`)).toBe(404);

  await page.context().clearCookies();
  await signIn(page, { login: TEAM.ar.login, password: PASSWORD });
  await expect(page.getByRole("navigation", { name: "主菜单" })).not.toContainText("数据导入");
  await upload(page, sheet("accounts.csv"));
  await expect(alert(page)).toContainText("没有权限");
});

interface Mapped extends Import {
  kind: string;
  mapping: Record<string, string>;
  values: Record<string, Record<string, string>>;
  options: Record<string, unknown>;
}

/** The status with which the server answers somebody past the pages. */
async function answer(
  playwright: PlaywrightWorkerArgs["playwright"],
  baseURL: string | undefined,
  who: { login: string; password: string },
  method: string,
  path: string,
  data?: unknown,
  version?: number,
): Promise<number> {
  const request = await playwright.request.newContext({ baseURL });
  const session = await request.post("/api/session", { data: who });
  const { csrf_token } = (await session.json()) as { csrf_token: string };
  const headers = { "X-CSRF-Token": csrf_token, "If-Match": `"${version ?? 0}"` };
  return (await request.fetch(`/api${path}`, { method, data, headers })).status();
}

test("the whole import is taken back", async ({ page }) => {
  await signIn(page);
  await page.goto(`/imports/${imports["sales_pipeline.csv"]}`);
  await button(page, "撤销导入").click();
  await expectAccessible(page);
  await dialog(page).getByRole("button", { name: "撤销导入" }).click();
  await expect(page.getByRole("heading", { name: "正在撤销" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "导入已撤销" })).toBeVisible({ timeout: 60_000 });
  await expect(figure(page, "已撤回")).toHaveText("8,800");
  await expect(figure(page, "保留")).toHaveText("0");
  await expect(button(page, "撤销导入")).toHaveCount(0);
  await expectAccessible(page);
  expect(await board()).toEqual(before);
  await page.getByRole("link", { name: "返回导入列表" }).click();
  await expect(page.getByRole("gridcell", { name: "撤回 8,800，保留 0" }).first()).toBeVisible();

  // The customers and products of this path go as well, so that the next path finds the lists as they were.
  for (const [name, count] of [
    ["accounts.csv", 85],
    ["products.csv", 7],
  ] as const) {
    const path = `/imports/${imports[name]}`;
    await admin.post(`${path}/undo`, {}, (await admin.get<Import>(path)).version);
    await expect.poll(async () => (await admin.get<Import>(path)).status).toBe("undone");
    expect((await admin.get<Import>(path)).result).toMatchObject({ undone: count, kept: 0 });
  }
});

for (const [width, height] of WIDTHS)
  test(`every page of imports is accessible in English and in the dark at ${width}`, async ({ page }) => {
    await signIn(page);
    await start(page, "accounts.csv", "customer");
    const draft = new URL(page.url()).pathname;
    await admin.patch("/me", { locale: "en", theme: "dark" }, 0);
    try {
      const done = `/imports/${imports["sales_pipeline.csv"]}`;
      await expectPages(page, width, height, ["/imports", "/imports/new", draft, done]);
    } finally {
      await admin.patch("/me", { locale: "zh-CN", theme: "light" }, 0);
    }
  });
