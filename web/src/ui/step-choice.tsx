import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import styles from "./step-choice.module.css";

export interface StepOption<Value extends string | number> {
  value: Value;
  label: string;
  hint?: string;
}

/** One of a few ordered steps, side by side; on a phone long ones stand below each other. Plain radios. */
export function StepChoice<Value extends string | number>({
  label,
  note,
  options,
  value,
  onChange,
  isReadOnly,
  canClear,
  error,
}: {
  label: string;
  /** Beside the label, such as the points. */
  note?: ReactNode;
  options: StepOption<Value>[];
  value?: Value | null;
  onChange?: (value: Value | null) => void;
  isReadOnly?: boolean;
  canClear?: boolean;
  error?: string;
}) {
  const { t } = useTranslation();
  const name = useId();
  const hasValue = value !== undefined && value !== null;
  return (
    <fieldset className={styles.choice} aria-describedby={error ? `${name}-error` : undefined}>
      <legend className={styles.legend}>
        <b>{label}</b>
        {note}
      </legend>
      <div className={styles.steps} data-many={options.length > 3 || undefined}>
        {options.map((option) => (
          <label
            key={option.value}
            className={styles.step}
            data-picked={value === option.value || undefined}
            data-readonly={isReadOnly || undefined}
          >
            <input
              type="radio"
              name={name}
              checked={value === option.value}
              disabled={isReadOnly}
              onChange={() => onChange?.(option.value)}
            />
            <span>{option.label}</span>
            {option.hint ? <small>{option.hint}</small> : null}
          </label>
        ))}
      </div>
      {canClear && hasValue && !isReadOnly ? (
        <button type="button" className={styles.clear} onClick={() => onChange?.(null)}>
          {t("choice.clear")}
        </button>
      ) : null}
      {error ? (
        <p id={`${name}-error`} className={styles.error}>
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
