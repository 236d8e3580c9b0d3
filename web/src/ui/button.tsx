import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import styles from "./button.module.css";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: "default" | "primary" | "danger" | "quiet";
  icon?: ReactNode;
  /** Work is under way: the button waits and says so. */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** A plain button; cheap enough for rows, bars and headers. */
export function Button({
  kind = "default",
  icon,
  busy,
  children,
  className,
  type = "button",
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={className ? `${styles.button} ${className}` : styles.button}
      data-kind={kind}
      data-bare={children ? undefined : ""}
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      {...rest}
    >
      {icon}
      {children}
    </button>
  );
}
