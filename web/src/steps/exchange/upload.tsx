import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type DragEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { Problem } from "@/api/types";
import { ProblemNote } from "@/ui/problem-note";
import { PlainPage } from "@/ui/record-page";
import { fileProblem } from "./model";
import { importKeys } from "./queries";
import styles from "./wizard.module.css";

/** The first step: a sheet from this computer. */
export function ImportUpload() {
  const { t } = useTranslation("exchange");
  const router = useRouter();
  const queryClient = useQueryClient();
  const input = useId();
  const [isOver, setOver] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const upload = async (file: File | undefined) => {
    if (!file || isBusy) return;
    setBusy(true);
    setProblem(null);
    const body = new FormData();
    body.set("file", file);
    try {
      const view = await api.post("/imports", { body, key: newKey() });
      queryClient.setQueryData(importKeys.detail(view.id), view);
      void queryClient.invalidateQueries({ queryKey: importKeys.list });
      await router.navigate({ to: "/imports/$id", params: { id: view.id } });
    } catch (error) {
      setProblem(fileProblem(problemOf(error)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <PlainPage title={t("upload.title")} text={t("upload.text")}>
      <div className={styles.wizard}>
        <label
          htmlFor={input}
          className={styles.drop}
          data-over={isOver || undefined}
          aria-busy={isBusy}
          onDragOver={(event: DragEvent) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event: DragEvent) => {
            event.preventDefault();
            setOver(false);
            void upload(event.dataTransfer.files[0]);
          }}
        >
          <input
            id={input}
            type="file"
            accept=".xlsx,.csv,.tsv,.txt"
            className="hidden-text"
            onChange={(event) => {
              const file = event.target.files?.[0];
              // The same file may be chosen again once it is mended.
              event.target.value = "";
              void upload(file);
            }}
          />
          <b>{isBusy ? t("upload.busy") : t("upload.drop")}</b>
          <span>{t("upload.formats")}</span>
        </label>
        {problem ? <ProblemNote problem={problem} /> : null}
        <ol className={styles.promise}>
          <li>{t("upload.promise_1")}</li>
          <li>{t("upload.promise_2")}</li>
          <li>{t("upload.promise_3")}</li>
        </ol>
      </div>
    </PlainPage>
  );
}
