import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { CHROMIUM, CLOSED_NETWORK } from "./e2e/chromium.ts";

// The paths run against the real binary on an empty data folder: TRUSS_BIN names it, TRUSS_PORT its port.
// TRUSS_URL (with TRUSS_E2E_DATA, where its server.log is) takes a server that runs already.
const port = Number(process.env.TRUSS_PORT ?? 8765);
const binary = process.env.TRUSS_BIN ?? "../target/debug/truss";
const url = process.env.TRUSS_URL ?? `http://127.0.0.1:${port}`;
process.env.TRUSS_E2E_DATA ??= mkdtempSync(join(tmpdir(), "truss-e2e-"));
const data = process.env.TRUSS_E2E_DATA;

export default defineConfig({
  testDir: "e2e",
  fullyParallel: false,
  workers: 1,
  retries: 0,
  // Generous on purpose: a busy two-core machine is slow, not wrong.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    baseURL: url,
    actionTimeout: 30_000,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    launchOptions: { executablePath: CHROMIUM, args: CLOSED_NETWORK },
  },
  projects: [{ name: "chromium", use: { browserName: "chromium", viewport: { width: 1440, height: 900 } } }],
  webServer: process.env.TRUSS_URL
    ? undefined
    : {
        command: `mkdir -p ${data} && exec ${binary} serve --listen 127.0.0.1:${port} --data ${data} > ${data}/server.log 2>&1`,
        url: `${url}/api/setup`,
        reuseExistingServer: false,
        timeout: 30_000,
      },
});
