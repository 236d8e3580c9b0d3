import { playwright } from "@vitest/browser-playwright";
import { defineConfig, mergeConfig } from "vitest/config";
import { CHROMIUM, CLOSED_NETWORK } from "./e2e/chromium.ts";
import base from "./vite.config.ts";

// Pure rules run in Node; components (*.test.tsx) run in the system's Chromium.
export default mergeConfig(
  base,
  defineConfig({
    test: {
      projects: [
        {
          extends: true,
          test: { name: "rules", include: ["src/**/*.test.ts"], environment: "node" },
        },
        {
          extends: true,
          test: {
            name: "components",
            include: ["src/**/*.test.tsx"],
            setupFiles: ["src/test/setup.ts"],
            browser: {
              enabled: true,
              headless: true,
              screenshotFailures: false,
              provider: playwright({ launchOptions: { executablePath: CHROMIUM, args: CLOSED_NETWORK } }),
              instances: [{ browser: "chromium", viewport: { width: 1440, height: 900 } }],
            },
          },
        },
      ],
    },
  }),
);
