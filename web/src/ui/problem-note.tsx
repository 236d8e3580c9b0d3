import { useTranslation } from "react-i18next";
import type { Problem } from "@/api/types";
import { pick } from "@/i18n";
import styles from "./problem-note.module.css";
import { fieldErrorText, fieldLabel, problemText } from "./problem-text";

/** A refusal inside a page or dialog: what is wrong, and what is missing. */
export function ProblemNote({ problem }: { problem: Problem }) {
  const { t } = useTranslation();
  return (
    <div className={styles.note} role="alert">
      <p>{problemText(t, problem)}</p>
      {problem.unmet?.length ? (
        <ul>
          {problem.unmet.map((item) => (
            <li key={item.key}>{pick(item.text)}</li>
          ))}
        </ul>
      ) : null}
      {problem.errors?.length ? (
        <ul>
          {problem.errors.map((error) => (
            <li key={error.pointer + error.code}>
              {fieldLabel(t, error.pointer.split("/").at(-1) ?? "")} – {fieldErrorText(t, error)}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
