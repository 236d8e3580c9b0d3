import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import styles from "./popover.module.css";

const GAP = 4;
const EDGE = 8;
const FOCUSABLE = 'a[href],button:not(:disabled),input:not(:disabled),select,textarea,[tabindex="0"]';

interface PopoverProps {
  /** The pressed element; null means closed. One popover serves a whole list. */
  anchor: HTMLElement | null;
  onClose: () => void;
  children: ReactNode;
  label: string;
  align?: "start" | "end";
  role?: "dialog" | "menu";
  /** Where focus goes on opening; false keeps it where it is. */
  takeFocus?: boolean;
}

/** A panel beside the pressed element: closes with Escape, a press outside or a scroll of the page behind. */
export function Popover({
  anchor,
  onClose,
  children,
  label,
  align = "start",
  role = "dialog",
  takeFocus = true,
}: PopoverProps) {
  const panel = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null);

  useLayoutEffect(() => {
    const element = panel.current;
    if (!anchor || !element) return;
    const settle = () => {
      const at = anchor.getBoundingClientRect();
      const size = element.getBoundingClientRect();
      const left = align === "start" ? at.left : at.right - size.width;
      const below = at.bottom + GAP;
      const fits = below + size.height <= innerHeight - EDGE;
      const top = fits ? below : Math.max(EDGE, at.top - GAP - size.height);
      setPlace({
        left: Math.max(EDGE, Math.min(left, innerWidth - size.width - EDGE)),
        top: fits ? below : top,
      });
    };
    settle();
    const observer = new ResizeObserver(settle);
    observer.observe(element);
    return () => observer.disconnect();
  }, [anchor, align]);

  useEffect(() => {
    if (!anchor) return;
    if (takeFocus) panel.current?.querySelector<HTMLElement>(`[data-autofocus],${FOCUSABLE}`)?.focus();
    const away = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!panel.current?.contains(target) && !anchor.contains(target)) onClose();
    };
    document.addEventListener("pointerdown", away, true);
    addEventListener("resize", onClose);
    return () => {
      document.removeEventListener("pointerdown", away, true);
      removeEventListener("resize", onClose);
    };
  }, [anchor, onClose, takeFocus]);

  if (!anchor) return null;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onClose();
      anchor.focus();
    } else if (event.key === "Tab" && role === "menu") {
      onClose();
    } else if (event.key === "Tab") {
      trapTab(event, panel.current);
    }
  };
  return createPortal(
    // biome-ignore lint/a11y/noStaticElementInteractions: the role is given by the caller, dialog or menu.
    <div
      ref={panel}
      role={role}
      aria-label={label}
      className={styles.panel}
      data-placed={place ? "" : undefined}
      style={place ?? { left: 0, top: 0 }}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>,
    // Inside a landmark, and inside the dialog that its button stands in.
    anchor.closest("dialog") ?? document.querySelector("main") ?? document.body,
  );
}

function trapTab(event: KeyboardEvent, panel: HTMLElement | null): void {
  const stops = [...(panel?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])];
  const first = stops[0];
  const last = stops.at(-1);
  if (!first || !last) return;
  if (event.shiftKey && document.activeElement === first) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first.focus();
  }
}

export interface MenuItem {
  key: string;
  label: ReactNode;
  icon?: ReactNode;
  /** Why the item cannot be used now; shown under it. */
  reason?: string;
  danger?: boolean;
  checked?: boolean;
  /** A thin line above. */
  separated?: boolean;
  run: () => void;
}

/** One menu for a button, a list or a board; items may carry the reason why they are barred. */
export function Menu({
  anchor,
  onClose,
  items,
  label,
  align = "start",
}: {
  anchor: HTMLElement | null;
  onClose: () => void;
  items: MenuItem[];
  label: string;
  align?: "start" | "end";
}) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("[role^=menuitem]")];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    const goes: Record<string, number> = {
      ArrowDown: (at + 1) % stops.length,
      ArrowUp: (at - 1 + stops.length) % stops.length,
      Home: 0,
      End: stops.length - 1,
    };
    const next = goes[event.key];
    if (next === undefined) return;
    event.preventDefault();
    stops[next]?.focus();
  };
  return (
    <Popover anchor={anchor} onClose={onClose} label={label} align={align} role="menu">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: moves focus between the items of the menu around it. */}
      <div className={styles.menu} onKeyDown={onKeyDown}>
        {items.map((item) => (
          <button
            key={item.key}
            type="button"
            role={item.checked === undefined ? "menuitem" : "menuitemcheckbox"}
            aria-checked={item.checked}
            aria-disabled={item.reason ? true : undefined}
            className={styles.item}
            data-danger={item.danger || undefined}
            data-separated={item.separated || undefined}
            onClick={() => {
              if (item.reason) return;
              onClose();
              anchor?.focus();
              item.run();
            }}
          >
            {item.icon ? <span className={styles.icon}>{item.icon}</span> : null}
            <span className={styles.label}>
              {item.label}
              {item.reason ? <small className={styles.reason}>{item.reason}</small> : null}
            </span>
            {item.checked ? <span aria-hidden="true">✓</span> : null}
          </button>
        ))}
      </div>
    </Popover>
  );
}
