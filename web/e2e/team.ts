import { type APIRequestContext, expect, type PlaywrightWorkerArgs } from "@playwright/test";
import { ADMIN, setupToken } from "./people.ts";

/** The people of the sales paths; all of them work in one office below the company. */
export const TEAM = {
  ar: { login: "lin", name: "林知远", role: "ar" },
  sr: { login: "su", name: "苏敏", role: "sr" },
  fr: { login: "fang", name: "方博文", role: "fr" },
  manager: { login: "meng", name: "孟宪", role: "lead_manager" },
  head: { login: "he", name: "何东", role: "sales_head" },
  accountant: { login: "qian", name: "钱进", role: "receivable_accountant" },
  finance: { login: "cai", name: "蔡宁", role: "finance_reviewer" },
} as const;
export type Member = keyof typeof TEAM;
type Playwright = PlaywrightWorkerArgs["playwright"];
export const PASSWORD = "steady-as-a-truss-2026";

/** Somebody who talks to the API as the pages do: with a session and its token. */
export interface Caller {
  get: <T>(path: string) => Promise<T>;
  post: <T>(path: string, data: unknown, version?: number) => Promise<T>;
  patch: <T>(path: string, data: unknown, version: number) => Promise<T>;
  put: <T>(path: string, data: unknown, version: number) => Promise<T>;
  /** Posts what must not go through, and returns the problem. */
  refused: (path: string, data: unknown, version?: number) => Promise<Refusal>;
}

export interface Refusal {
  code: string;
  unmet?: { key: string }[];
}

async function caller(request: APIRequestContext, csrf: string): Promise<Caller> {
  const send = (method: string, path: string, data?: unknown, version?: number) => {
    const headers: Record<string, string> = { "X-CSRF-Token": csrf };
    if (version !== undefined) headers["If-Match"] = `"${version}"`;
    return request.fetch(`/api${path}`, { method, data, headers });
  };
  const call = async <T>(method: string, path: string, data?: unknown, version?: number): Promise<T> => {
    const response = await send(method, path, data, version);
    expect(response.ok(), `${method} ${path}: ${await response.text()}`).toBe(true);
    return (await response.json()) as T;
  };
  return {
    get: (path) => call("GET", path),
    post: (path, data, version) => call("POST", path, data, version),
    patch: (path, data, version) => call("PATCH", path, data, version),
    put: (path, data, version) => call("PUT", path, data, version),
    refused: async (path, data, version) => {
      const response = await send("POST", path, data, version);
      expect(response.ok(), `POST ${path} went through`).toBe(false);
      return (await response.json()) as Refusal;
    },
  };
}

/** Signs in on a context of its own, apart from the browser. */
export async function callAs(
  playwright: Playwright,
  baseURL: string | undefined,
  who: { login: string; password: string },
): Promise<Caller> {
  const request = await playwright.request.newContext({ baseURL });
  const response = await request.post("/api/session", { data: { login: who.login, password: who.password } });
  expect(response.ok(), await response.text()).toBe(true);
  return caller(request, ((await response.json()) as { csrf_token: string }).csrf_token);
}

/** Sets the company up where it is not, and gives the team its office and posts; safe to call twice. */
export async function ensureTeam(
  playwright: Playwright,
  baseURL: string | undefined,
): Promise<Record<Member, Caller>> {
  const fresh = await playwright.request.newContext({ baseURL });
  const setup = (await (await fresh.get("/api/setup")).json()) as { needed: boolean };
  if (setup.needed) {
    const data = {
      token: setupToken(),
      company_name: "衡桥电力设备",
      ...ADMIN,
      locale: "zh-CN",
      currency: "CNY",
    };
    expect((await fresh.post("/api/setup", { data })).ok()).toBe(true);
  }
  const admin = await callAs(playwright, baseURL, ADMIN);
  const units = await admin.get<{ items: { id: string; name: string; kind: string }[] }>("/units");
  const company = units.items.find((unit) => unit.kind === "company");
  const office =
    units.items.find((unit) => unit.name === "滨江代表处") ??
    (await admin.post<{ id: string }>("/units", {
      name: "滨江代表处",
      kind: "office",
      parent_id: company?.id,
    }));
  const known = await admin.get<{ items: { login: string }[] }>("/users?limit=200");
  for (const { login, name, role } of Object.values(TEAM)) {
    if (known.items.some((user) => user.login === login)) continue;
    const posts = [{ unit_id: office.id, rank: role === "sales_head" ? 3 : 5, role }];
    await admin.post("/users", { login, name, password: PASSWORD, posts });
  }
  const callers = await Promise.all(
    Object.entries(TEAM).map(async ([key, { login }]) => [
      key,
      await callAs(playwright, baseURL, { login, password: PASSWORD }),
    ]),
  );
  return Object.fromEntries(callers) as Record<Member, Caller>;
}
