import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import styles from "./toast.module.css";

type Tone = "info" | "success" | "error";
interface Toast {
  id: number;
  tone: Tone;
  text: string;
  action?: { label: string; run: () => void };
}

let toasts: Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function close(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

function show(tone: Tone, text: string, action?: Toast["action"]): void {
  lastId += 1;
  const id = lastId;
  set([...toasts.slice(-3), { id, tone, text, action }]);
  // Errors stay until read; an action stays as long as an undo may take.
  if (tone !== "error") setTimeout(() => close(id), action ? 8000 : 4000);
}

/** Short notes at the edge of the page, spoken by screen readers. */
export const toast = {
  info: (text: string, action?: Toast["action"]) => show("info", text, action),
  success: (text: string, action?: Toast["action"]) => show("success", text, action),
  error: (text: string, action?: Toast["action"]) => show("error", text, action),
};

/** The place where toasts appear; once per page. */
export function ToastRegion() {
  const { t } = useTranslation();
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <section className={styles.region} aria-label={t("toast.region")} aria-live="polite">
      {shown.map((item) => (
        <div
          key={item.id}
          className={styles.toast}
          data-tone={item.tone}
          role={item.tone === "error" ? "alert" : "status"}
        >
          <span className={styles.text}>{item.text}</span>
          {item.action ? (
            <button
              type="button"
              className={styles.action}
              onClick={() => {
                item.action?.run();
                close(item.id);
              }}
            >
              {item.action.label}
            </button>
          ) : null}
          <button
            type="button"
            className={styles.close}
            aria-label={t("close")}
            onClick={() => close(item.id)}
          >
            ×
          </button>
        </div>
      ))}
    </section>
  );
}
