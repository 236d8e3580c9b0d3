import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Locale } from "@/api/types";
import { LOCALES, setLocale } from "@/i18n";
import styles from "./door.module.css";

/** The frame of the pages before the sign-in. */
export function Door({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  return (
    <main className={styles.door}>
      <div className={styles.card}>
        <p className={styles.brand}>
          <img src="/truss.svg" width={32} height={32} alt="" /> Truss
        </p>
        <h1>{title}</h1>
        {text ? <p className={styles.text}>{text}</p> : null}
        {children}
      </div>
      <nav className={styles.languages} aria-label={t("language.label")}>
        {LOCALES.map((locale: Locale) => (
          <button
            key={locale}
            type="button"
            lang={locale}
            aria-pressed={i18n.language === locale}
            onClick={() => void setLocale(locale)}
          >
            {t(`value:locale.${locale}`)}
          </button>
        ))}
      </nav>
    </main>
  );
}
