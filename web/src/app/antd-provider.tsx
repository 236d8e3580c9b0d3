import { ConfigProvider, theme } from "antd";
import type { Locale as AntdLocale } from "antd/es/locale";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Locale } from "@/api/types";
import { useThemeMode } from "@/ui/preferences";
import { usePhone } from "@/ui/use-phone";
import { antdTheme } from "./theme";

let prepared: AntdLocale | undefined;

/**
 * Loads antd's words and the days' names. Done before the first paint: ConfigProvider wraps its children
 * differently once it has a locale, which would mount every page a second time.
 */
export async function prepareAntd(locale: Locale): Promise<AntdLocale> {
  const [words, dayjs] = await Promise.all([
    locale === "en" ? import("antd/es/locale/en_US") : import("antd/es/locale/zh_CN"),
    import("dayjs"),
    locale === "en" ? undefined : import("dayjs/locale/zh-cn"),
  ]);
  dayjs.default.locale(locale === "en" ? "en" : "zh-cn");
  prepared = words.default;
  return prepared;
}

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
  const isPhone = usePhone();
  const [locale, setLocale] = useState(prepared);
  useEffect(() => {
    let isCurrent = true;
    void prepareAntd(i18n.language === "en" ? "en" : "zh-CN").then((words) => {
      if (isCurrent) setLocale(words);
    });
    return () => {
      isCurrent = false;
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
      componentSize={isPhone ? "large" : "middle"}
      getPopupContainer={popupContainer}
    >
      {children}
    </ConfigProvider>
  );
}
