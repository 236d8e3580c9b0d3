import type { ThemeConfig } from "antd";

// antd derives its shades from these; they repeat tokens.css (theme.test.ts keeps the two equal).
export const LIGHT = {
  "--paper": "#f6f7f9",
  "--surface": "#ffffff",
  "--line": "#e8ebf0",
  "--line-strong": "#8b95a3",
  "--text": "#1b2430",
  "--text-2": "#55606f",
  "--text-3": "#626d7d",
  "--accent": "#1a5fd0",
  "--accent-hover": "#154fae",
  "--link": "#1a5fd0",
  "--error": "#c9252d",
  "--error-hover": "#a91d24",
  "--success": "#0b7a52",
  "--warning": "#9a5600",
  "--selected": "#eaf1fd",
} as const;
export const DARK: Record<keyof typeof LIGHT, string> = {
  "--paper": "#11151b",
  "--surface": "#191f27",
  "--line": "#2b333e",
  "--line-strong": "#76818f",
  "--text": "#e7ebf1",
  "--text-2": "#a9b2c0",
  "--text-3": "#9aa4b3",
  "--accent": "#3270de",
  "--accent-hover": "#2a63c9",
  "--link": "#8ab4ff",
  "--error": "#ff7b7b",
  "--error-hover": "#ff9696",
  "--success": "#5fd0a0",
  "--warning": "#f0b254",
  "--selected": "#1f2c44",
};

export const FONT =
  'Inter, "Segoe UI", "PingFang SC", "HarmonyOS Sans SC", "MiSans", "Microsoft YaHei UI", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
/** antd's variables are scoped to this class, which index.html puts on <html>. */
export const THEME_KEY = "truss";

export function antdTheme(
  mode: "light" | "dark",
  algorithm: NonNullable<ThemeConfig["algorithm"]>,
): ThemeConfig {
  const c = mode === "dark" ? DARK : LIGHT;
  return {
    cssVar: { key: THEME_KEY, prefix: "ant" },
    hashed: false,
    algorithm,
    token: {
      fontFamily: FONT,
      fontSize: 14,
      fontWeightStrong: 600,
      borderRadius: 6,
      borderRadiusLG: 8,
      controlHeight: 32,
      motionDurationMid: "0.15s",
      motionDurationSlow: "0.2s",
      colorPrimary: c["--accent"],
      colorPrimaryHover: c["--accent-hover"],
      colorPrimaryActive: c["--accent-hover"],
      colorLink: c["--link"],
      colorLinkHover: c["--link"],
      colorLinkActive: c["--link"],
      colorError: c["--error"],
      colorErrorHover: c["--error-hover"],
      colorSuccess: c["--success"],
      colorWarning: c["--warning"],
      colorText: c["--text"],
      colorTextSecondary: c["--text-2"],
      colorTextTertiary: c["--text-3"],
      colorTextQuaternary: c["--text-3"],
      colorTextDescription: c["--text-2"],
      colorTextPlaceholder: c["--text-3"],
      colorTextDisabled: c["--text-3"],
      colorBgContainer: c["--surface"],
      colorBgElevated: c["--surface"],
      colorBgLayout: c["--paper"],
      colorBorder: c["--line-strong"],
      colorBorderSecondary: c["--line"],
      colorSplit: c["--line"],
      controlItemBgActive: c["--selected"],
      boxShadow: "var(--shadow)",
      boxShadowSecondary: "var(--shadow)",
    },
    components: {
      Form: { itemMarginBottom: 20, labelColor: c["--text-2"], verticalLabelPadding: "0 0 4px" },
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", fontWeight: 400 },
      Tabs: { itemSelectedColor: c["--link"], itemHoverColor: c["--link"], inkBarColor: c["--link"] },
      Select: { optionSelectedFontWeight: 600 },
    },
  };
}
