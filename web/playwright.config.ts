import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { CHROMIUM, CLOSED_NETWORK } from "./e2e/chromium.ts";

// The paths run against the real binary on an empty data folder: TRUSS_BIN names it, TRUSS_PORT its port.
const port = Number(process.env.TRUSS_PORT ?? 8765);
const binary = process.env.TRUSS_BIN ?? "../target/debug/truss";
process.env.TRUSS_E2E_DATA ??= mkdtempSync(join(tmpdir(), "truss-e2e-"));

export default defineConfig({
  testDir: "e2e",
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 60_000,
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    launchOptions: { executablePath: CHROMIUM, args: CLOSED_NETWORK },
  },
  projects: [{ name: "chromium", use: { browserName: "chromium", viewport: { width: 1440, height: 900 } } }],
  webServer: {
    command: `${binary} serve --listen 127.0.0.1:${port} --data ${process.env.TRUSS_E2E_DATA}`,
    url: `http://127.0.0.1:${port}/api/setup`,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
