import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";
import type { Locale, Texts } from "@/api/types";

export const LOCALES: readonly Locale[] = ["zh-CN", "en"];
/** Loaded before the first paint of any page; the others come with their route. */
const EVERYWHERE = ["common", "error", "field", "value", "verb"];
const STORE = "truss.locale";

const files = import.meta.glob<Record<string, unknown>>("./{zh-CN,en}/*.json", { import: "default" });

const backend: BackendModule = {
  type: "backend",
  init() {},
  read(language, namespace, done) {
    const load = files[`./${language}/${namespace}.json`];
    if (!load) {
      done(new Error(`no texts ${language}/${namespace}`), false);
      return;
    }
    load().then(
      (texts) => done(null, texts as never),
      (error: Error) => done(error, false),
    );
  },
};

/** The language of this browser until the person's own setting is known. */
export function firstLocale(): Locale {
  const stored = localStorage.getItem(STORE);
  if (stored === "zh-CN" || stored === "en") return stored;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

export async function startI18n(locale: Locale): Promise<void> {
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: locale,
      fallbackLng: false,
      ns: EVERYWHERE,
      defaultNS: "common",
      // Business codes contain dots ("gate.go"): nesting uses "/" nowhere, so keys stay flat.
      keySeparator: false,
      interpolation: { escapeValue: false },
      returnEmptyString: false,
      react: { useSuspense: false, bindI18n: "languageChanged loaded" },
    });
  document.documentElement.lang = locale;
}

export async function setLocale(locale: Locale): Promise<void> {
  localStorage.setItem(STORE, locale);
  if (i18next.language !== locale) await i18next.changeLanguage(locale);
  document.documentElement.lang = locale;
}

/** For a route's loader: the texts of its slices, loaded beside its data. */
export function texts(...namespaces: string[]): Promise<void> {
  return i18next.loadNamespaces(namespaces).then(() => undefined);
}

export function currentLocale(): Locale {
  return i18next.language === "en" ? "en" : "zh-CN";
}

/** A text that the server keeps in both languages. */
export function pick(both: Texts, locale: Locale = currentLocale()): string {
  return (locale === "en" ? both.en : both.zh) || both.zh || both.en;
}
