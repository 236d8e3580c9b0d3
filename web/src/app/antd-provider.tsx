import { ConfigProvider, theme } from "antd";
import type { Locale as AntdLocale } from "antd/es/locale";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useThemeMode } from "@/ui/preferences";
import { antdTheme } from "./theme";

const LOCALES = {
  "zh-CN": async () => {
    const [texts] = await Promise.all([import("antd/es/locale/zh_CN"), import("dayjs/locale/zh-cn")]);
    return { texts: texts.default, days: "zh-cn" };
  },
  en: async () => ({ texts: (await import("antd/es/locale/en_US")).default, days: "en" }),
};

const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce;
const csp = nonce ? { nonce } : undefined;
const button = { autoInsertSpace: false };
const wave = { disabled: true };

// A list that opens inside a modal dialog must stay inside it, or it would lie behind.
const popupContainer = (trigger?: HTMLElement) => trigger?.closest("dialog") ?? document.body;

/** Gives antd's controls our colours, the page's language and the nonce for their styles. */
export function AntdProvider({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const mode = useThemeMode();
  const [locale, setLocale] = useState<AntdLocale>();
  useEffect(() => {
    let current = true;
    const load = LOCALES[i18n.language === "en" ? "en" : "zh-CN"];
    Promise.all([load(), import("dayjs")]).then(([{ texts, days }, dayjs]) => {
      dayjs.default.locale(days);
      if (current) setLocale(texts);
    });
    return () => {
      current = false;
    };
  }, [i18n.language]);
  const algorithm = mode === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm;
  return (
    <ConfigProvider
      theme={antdTheme(mode, algorithm)}
      locale={locale}
      csp={csp}
      button={button}
      wave={wave}
      getPopupContainer={popupContainer}
    >
      {children}
    </ConfigProvider>
  );
}
