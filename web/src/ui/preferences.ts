import { useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { meQuery } from "@/api/session";
import type { Me, MePatch, Theme } from "@/api/types";
import { setLocale } from "@/i18n";
import { errorText } from "./problem-text";
import { toast } from "./toast";

const STORE = "truss.theme";
const listeners = new Set<() => void>();

function storedTheme(): Theme {
  const stored = localStorage.getItem(STORE);
  return stored === "light" || stored === "dark" ? stored : "system";
}

function resolveTheme(theme: Theme): "light" | "dark" {
  if (theme !== "system") return theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

let theme = storedTheme();
let mode = resolveTheme(theme);

function settle(): void {
  mode = resolveTheme(theme);
  document.documentElement.dataset.theme = mode;
  for (const listener of listeners) listener();
}

/** Shows a theme at once and remembers it for the script in index.html. */
export function setTheme(next: Theme): void {
  theme = next;
  localStorage.setItem(STORE, next);
  settle();
}

/** Takes over the stored theme and follows the system's from then on. */
export function startTheme(): void {
  settle();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", settle);
}

/** Light or dark as shown now, after "system" is resolved. */
export function useThemeMode(): "light" | "dark" {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => mode,
  );
}

/** Shows what the person's account says; called once they are known. */
export async function applyAccount(me: Pick<Me, "locale" | "theme" | "density">): Promise<void> {
  setTheme(me.theme);
  document.documentElement.dataset.density = me.density;
  await setLocale(me.locale);
}

/** Applies a setting at once and saves it to the person's account. */
export function useSaveMe(): (patch: MePatch) => Promise<void> {
  const queryClient = useQueryClient();
  const { t } = useTranslation();
  return async (patch) => {
    if (patch.theme) setTheme(patch.theme);
    if (patch.density) document.documentElement.dataset.density = patch.density;
    if (patch.locale) await setLocale(patch.locale);
    try {
      queryClient.setQueryData(meQuery.queryKey, await api.patch("/me", { body: patch }));
    } catch (error) {
      toast.error(errorText(t, error));
    }
  };
}
