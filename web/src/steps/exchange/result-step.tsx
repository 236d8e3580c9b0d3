import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { ImportKind, ImportView } from "@/api/types";
import { pick } from "@/i18n";
import { Button } from "@/ui/button";
import { Can } from "@/ui/can";
import { ReasonDialog } from "@/ui/reason-dialog";
import { useAction } from "@/ui/use-action";
import { isUnderWay, listOf } from "./model";
import { importKeys } from "./queries";
import { Progress, Summary } from "./summary";
import styles from "./wizard.module.css";

/** The run itself and what it left, with the way back. */
export function ResultStep({
  view,
  kind,
  isBusy,
  onContinue,
}: {
  view: ImportView;
  kind: ImportKind | undefined;
  isBusy: boolean;
  onContinue: () => void;
}) {
  const { t } = useTranslation("exchange");
  const [isAsking, setAsking] = useState(false);
  const action = useAction([importKeys.all]);
  if (isUnderWay(view.status)) return <Progress view={view} />;
  const list = view.status === "done" ? listOf(view.kind) : undefined;
  const canUndo = view.allowed.some((item) => item.action === "undo" && item.allowed);
  const title =
    view.status === "undone"
      ? t("result.undone")
      : view.status === "failed"
        ? t("result.broken")
        : t("result.done");
  return (
    <>
      {view.result ? (
        <Summary view={view} kind={kind} title={title} />
      ) : (
        <p className={styles.wrong}>{title}</p>
      )}
      <div className={styles.actions}>
        {list && kind ? <Link to={list}>{t("result.open", { kind: pick(kind.title) })}</Link> : null}
        <Link to="/imports">{t("result.back")}</Link>
        {view.status === "failed" ? (
          <Can action="run" allowed={view.allowed}>
            <Button kind="primary" busy={isBusy} onClick={onContinue}>
              {t("result.continue")}
            </Button>
          </Can>
        ) : null}
        {["done", "failed", "undone"].includes(view.status) && canUndo ? (
          <Can action="undo" allowed={view.allowed}>
            <Button kind="danger" onClick={() => setAsking(true)}>
              {t("result.undo")}
            </Button>
          </Can>
        ) : null}
      </div>
      {isAsking ? (
        <ReasonDialog
          title={t("result.undo_title")}
          text={t("result.undo_text")}
          confirmLabel={t("result.undo")}
          isDangerous
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            await action.run(
              () =>
                api.post("/imports/{id}/undo", { path: { id: view.id }, body: {}, version: view.version }),
              undefined,
              { quiet: true },
            );
          }}
        />
      ) : null}
    </>
  );
}
