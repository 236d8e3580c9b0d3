import { expect, test } from "@playwright/test";
import { ADMIN, expectAccessible, setupToken, signIn } from "./people.ts";

test.describe.configure({ mode: "serial" });

test("sets the company up from the printed link", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/setup/);
  await page.goto(`/setup?token=${setupToken()}`);
  await expectAccessible(page);
  await page.getByLabel("公司名称").fill("衡桥电力设备");
  await page.getByLabel("您的姓名").fill(ADMIN.name);
  await page.getByLabel("登录账号").fill(ADMIN.login);
  await page.getByLabel("密码").fill("short");
  await page.getByLabel("密码").fill(ADMIN.password);
  await page.getByRole("button", { name: "完成初始化" }).click();
  await expect(page.getByRole("navigation", { name: "主菜单" })).toContainText("组织");
});

test("refuses a wrong password and returns to the page that was asked for", async ({ page }) => {
  await page.goto("/admin/units");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("账号").fill(ADMIN.login);
  await page.getByLabel("密码").fill("not the password");
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByRole("alert")).toContainText("账号或密码不正确");
  await expectAccessible(page);
  await page.getByLabel("密码").fill(ADMIN.password);
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByRole("heading", { name: "组织" })).toBeVisible();
});

test("builds the organisation and gives a colleague a post", async ({ page }) => {
  await signIn(page);
  await page.goto("/admin/units");
  await page.getByRole("button", { name: "“衡桥电力设备”的操作" }).click();
  await page.getByRole("menuitem", { name: "添加下级组织" }).click();
  await page.getByLabel("名称").fill("华东地区部");
  await page.getByLabel("类型").selectOption("region");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("华东地区部")).toBeVisible();
  await expectAccessible(page);

  await page.goto("/admin/users/new");
  await page.getByLabel("姓名").fill("陈立群");
  await page.getByLabel("账号", { exact: true }).fill("chen");
  await page.getByRole("button", { name: "添加岗位" }).click();
  await page.getByLabel("组织").click();
  await page.getByTitle("华东地区部").click();
  await page.getByLabel("角色").click();
  await page.getByTitle("客户经理 AR").click();
  await expect(page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)")).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("button", { name: "保存" }).click();
  const secret = page.getByRole("dialog").locator("code");
  await expect(secret).toHaveText(/\S{12,}/);
  const password = (await secret.textContent()) ?? "";
  await page.getByRole("button", { name: "已妥善保存" }).click();
  await expect(page.getByRole("gridcell", { name: "chen", exact: true })).toBeVisible();

  await page.context().clearCookies();
  await signIn(page, { login: "chen", password });
  await expect(page.getByRole("navigation", { name: "主菜单" })).not.toContainText("用户");
});

test("keeps a person's language, and a token that is shown once", async ({ page }) => {
  await signIn(page);
  await page.goto("/me");
  await page.getByLabel("语言").selectOption("en");
  await expect(page.getByRole("heading", { name: "Profile and settings" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Profile and settings" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.getByLabel("Name").fill("ERP");
  const nextMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("Expires on").fill(nextMonth);
  await page.getByRole("button", { name: "Create token" }).click();
  await expect(page.getByRole("dialog").locator("code")).toHaveText(/\S{20,}/);
  await page.getByRole("button", { name: "I have kept it" }).click();
  await expect(page.getByText("Never used")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("Never used")).toBeHidden();
  await page.getByRole("combobox", { name: "Language", exact: true }).selectOption("zh-CN");
  await expect(page.getByRole("heading", { name: "个人设置" })).toBeVisible();
});
