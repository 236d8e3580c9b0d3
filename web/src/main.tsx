import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { meQuery } from "@/api/session";
import { AntdProvider, prepareAntd } from "@/app/antd-provider";
import { reloadOnLostChunk } from "@/app/chunk-reload";
import { firstLocale, startI18n } from "@/i18n";
import { startTheme } from "@/ui/preferences";
import { queryClient, router } from "./app/router";
import "@/app/tokens.css";
import "@/app/base.css";

reloadOnLostChunk();
startTheme();
// Asked for at once; the routes wait for it after the texts are there.
void queryClient.prefetchQuery(meQuery);
const locale = firstLocale();
await Promise.all([startI18n(locale), prepareAntd(locale)]);

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <AntdProvider>
        <RouterProvider router={router} />
      </AntdProvider>
    </QueryClientProvider>
  </StrictMode>,
);
