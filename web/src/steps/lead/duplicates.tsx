import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { duplicatesQuery } from "@/steps/account/queries";
import styles from "./duplicates.module.css";

function useSettled<T>(value: T, delay = 300): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return settled;
}

/** Customers that a typed name may mean; those within reach can be taken over. */
export function DuplicateHint({
  name,
  onPick,
}: {
  name: string;
  onPick: (id: string, name: string) => void;
}) {
  const { t } = useTranslation("lead");
  const { data } = useQuery(duplicatesQuery(useSettled(name.trim()), ""));
  const items = name.trim().length >= 2 ? (data?.items ?? []) : [];
  return (
    <div aria-live="polite">
      {items.length > 0 ? (
        <div className={styles.hint}>
          <p>{t("duplicates.found", { count: items.length })}</p>
          <ul>
            {items.map(({ id, name: found, owner }, index) => (
              <li key={id ?? `${owner} ${index}`}>
                <span>
                  {found ?? t("duplicates.hidden")} <small>{owner}</small>
                </span>
                {id && found ? (
                  <button type="button" onClick={() => onPick(id, found)}>
                    {t("duplicates.use")}
                  </button>
                ) : (
                  <small>{t("duplicates.foreign")}</small>
                )}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  );
}
