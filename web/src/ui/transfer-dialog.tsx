import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { BulkResult, Id, Problem } from "@/api/types";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Field } from "./field";
import { PersonSelect } from "./pickers";
import { ProblemNote } from "./problem-note";
import { problemText, reasonText } from "./problem-text";
import { toast } from "./toast";
import styles from "./transfer-dialog.module.css";

/** Hands records over to another owner; says of each one that stayed why. Loaded when needed. */
export default function TransferDialog({
  path,
  rows,
  titleOf,
  invalidate,
  onClose,
  onDone,
}: {
  path: "/leads/bulk" | "/opportunities/bulk";
  rows: { id: Id; version: number }[];
  titleOf: (id: Id) => string;
  invalidate: QueryKey[];
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const form = useId();
  const queryClient = useQueryClient();
  const [owner, setOwner] = useState<Id | null>(null);
  const [key] = useState(newKey);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [left, setLeft] = useState<BulkResult[] | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!owner) return;
    setBusy(true);
    setProblem(null);
    try {
      const items = rows.map(({ id, version }) => ({ id, version }));
      const { results } = await api.post(path, {
        body: { items, set: { owner_id: owner } },
        key,
      });
      await Promise.all(invalidate.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
      const stayed = results.filter((item) => item.outcome !== "updated");
      if (results.length > stayed.length)
        toast.success(t("transfer.done", { count: results.length - stayed.length }));
      onDone();
      if (stayed.length === 0) onClose();
      else setLeft(stayed);
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("transfer.title", { count: rows.length })}
      onClose={onClose}
      footer={
        left ? (
          <Button kind="primary" onClick={onClose}>
            {t("close")}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" form={form} kind="primary" busy={isBusy}>
              {t("transfer.action")}
            </Button>
          </>
        )
      }
    >
      {left ? (
        <div role="alert">
          <p>{t("transfer.left", { count: left.length })}</p>
          <ul className={styles.left}>
            {left.map((item) => (
              <li key={item.id}>
                <b>{titleOf(item.id)}</b>
                <span>{item.problem ? problemText(t, item.problem) : reasonText(t, item.outcome)}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <form id={form} onSubmit={submit} noValidate>
          <Field
            label={t("transfer.to")}
            isRequired
            error={isTried && !owner ? t("error:required") : undefined}
          >
            <PersonSelect value={owner} onChange={setOwner} />
          </Field>
          {problem ? <ProblemNote problem={problem} /> : null}
        </form>
      )}
    </Dialog>
  );
}
