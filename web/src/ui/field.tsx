import { cloneElement, type ReactElement, type ReactNode, useId } from "react";
import styles from "./field.module.css";

/** A plain labelled control for small dialogs; large forms use RecordForm with antd's controls. */
export function Field({
  label,
  children,
  error,
  help,
  isRequired,
}: {
  label: string;
  /** One input, select or textarea. */
  children: ReactElement<Record<string, unknown>>;
  error?: ReactNode;
  help?: ReactNode;
  isRequired?: boolean;
}) {
  const id = useId();
  const describedBy = error || help ? `${id}-note` : undefined;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        {label}
        {isRequired ? (
          <span className={styles.star} aria-hidden="true">
            *
          </span>
        ) : null}
      </label>
      {cloneElement(children, {
        id,
        required: isRequired,
        "aria-invalid": error ? true : undefined,
        "aria-describedby": describedBy,
      })}
      {error ? (
        <p id={describedBy} className={styles.error}>
          {error}
        </p>
      ) : help ? (
        <p id={describedBy} className={styles.help}>
          {help}
        </p>
      ) : null}
    </div>
  );
}
