import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import styles from "./one-time-secret.module.css";

/** A password or token that is shown once and never again. */
export function OneTimeSecret({
  title,
  text,
  secret,
  onClose,
}: {
  title: string;
  text: string;
  secret: string;
  onClose: () => void;
}) {
  const { t } = useTranslation("people");
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    setCopied(true);
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <Button kind="primary" onClick={onClose}>
          {t("secret.done")}
        </Button>
      }
    >
      <p>{text}</p>
      <p className={styles.secret}>
        <code>{secret}</code>
        <Button onClick={() => void copy()}>{isCopied ? t("secret.copied") : t("secret.copy")}</Button>
      </p>
    </Dialog>
  );
}
