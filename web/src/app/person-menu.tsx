import { DesktopOutlined, LogoutOutlined, TranslationOutlined, UserOutlined } from "@ant-design/icons-svg";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useMe } from "@/api/session";
import type { Theme } from "@/api/types";
import { Icon } from "@/ui/icon";
import { Menu, type MenuItem } from "@/ui/popover";
import { useSaveMe } from "@/ui/preferences";
import styles from "./person-menu.module.css";

export function useSignOut(): () => Promise<void> {
  const router = useRouter();
  const queryClient = useQueryClient();
  return async () => {
    await api.delete("/session").catch(() => undefined);
    queryClient.clear();
    await router.navigate({ to: "/sign-in" });
  };
}

const THEMES: Theme[] = ["light", "dark", "system"];

/** Language, theme, profile and sign-out behind the person's name. */
export function PersonMenu() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const router = useRouter();
  const save = useSaveMe();
  const signOut = useSignOut();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const other = i18n.language === "en" ? "zh-CN" : "en";
  const items: MenuItem[] = [
    {
      key: "profile",
      label: t("me.profile"),
      icon: <Icon of={UserOutlined} />,
      run: () => void router.navigate({ href: "/me" }),
    },
    ...THEMES.map(
      (theme, index): MenuItem => ({
        key: theme,
        label: t(`theme.${theme}`),
        checked: me.theme === theme,
        separated: index === 0,
        run: () => void save({ theme }),
      }),
    ),
    {
      key: "language",
      label: t("language.switch"),
      icon: <Icon of={TranslationOutlined} />,
      separated: true,
      run: () => void save({ locale: other }),
    },
    {
      key: "out",
      label: t("me.sign_out"),
      icon: <Icon of={LogoutOutlined} />,
      separated: true,
      run: () => void signOut(),
    },
  ];
  return (
    <>
      <button
        type="button"
        className={styles.tool}
        onClick={() => void save({ locale: other })}
        title={t("language.switch")}
        aria-label={t("language.switch")}
        lang={other}
      >
        <Icon of={TranslationOutlined} size={18} />
      </button>
      <button
        type="button"
        className={styles.tool}
        title={t("theme.switch")}
        aria-label={t("theme.switch")}
        onClick={() =>
          void save({ theme: document.documentElement.dataset.theme === "dark" ? "light" : "dark" })
        }
      >
        <Icon of={DesktopOutlined} size={18} />
      </button>
      <button
        type="button"
        className={styles.person}
        aria-label={me.name}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <span className={styles.mark} aria-hidden="true">
          {[...me.name][0]}
        </span>
        <span className={styles.name}>{me.name}</span>
      </button>
      <Menu anchor={anchor} onClose={() => setAnchor(null)} items={items} label={me.name} align="end" />
    </>
  );
}
