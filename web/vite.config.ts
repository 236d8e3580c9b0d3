import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import babel from "@rolldown/plugin-babel";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react, { reactCompilerPreset } from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const COMPRESSIBLE = /\.(js|css|html|svg|json|webmanifest)$/;

/** Writes `.br` and `.gz` next to every text asset, so that the server never compresses at run time. */
function precompress(): Plugin {
  let out = "dist";
  return {
    name: "precompress",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      out = join(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const name of readdirSync(out, { recursive: true }) as string[]) {
        const file = join(out, name);
        // index.html carries a fresh nonce per request and cannot be stored compressed.
        if (!COMPRESSIBLE.test(name) || name === "index.html" || statSync(file).size < 1024) continue;
        const bytes = readFileSync(file);
        writeFileSync(
          `${file}.br`,
          brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
        );
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

const START_UI =
  /\/src\/ui\/(button|can|commands|icon|popover|preferences|problem-text|record-href|record-search|states|toast|use-phone|data-grid\/search)\./;
const START = /\/src\/(api|app|i18n)\/|\/src\/steps\/[a-z]+\/(queries|commands|model)\.ts$/;

/** The modules of the first load: the shell, the routes' definitions and what their loaders ask for. */
function isStart(id: string): boolean {
  if (/\.json|palette-dialog|\.test\./.test(id)) return false;
  const isRoute = /\/src\/routes\//.test(id) && !id.includes("tsr-split");
  return isRoute || START.test(id) || START_UI.test(id);
}

export default defineConfig({
  plugins: [
    tanstackRouter({ target: "react", autoCodeSplitting: true }),
    react(),
    babel({ presets: [reactCompilerPreset()], include: [/\/src\/.*\.tsx?$/] }),
    precompress(),
  ],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  html: { cspNonce: "__NONCE__" },
  server: {
    port: 5173,
    // The host stays as it is: the server compares it with the page's origin.
    proxy: { "/api": { target: process.env.TRUSS_API ?? "http://127.0.0.1:8080", changeOrigin: false } },
  },
  build: {
    target: "es2023",
    manifest: true,
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\// },
            {
              name: "base",
              test: /node_modules\/(@tanstack\/(react-query|query-core|react-router|router-core|history|react-store|store)|i18next|react-i18next|openapi-fetch|valibot)\//,
            },
            {
              // What every page needs: otherwise each route adds small files to the first load.
              name: "start",
              test: isStart,
            },
          ],
        },
      },
    },
  },
});
