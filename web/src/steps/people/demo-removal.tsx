import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useMe } from "@/api/session";
import type { Problem } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { ProblemNote } from "@/ui/problem-note";
import { fieldErrorText } from "@/ui/problem-text";

/** Ends the demo and begins with an empty company; only where a demo is loaded, and for who may. */
export function DemoRemoval() {
  const { t } = useTranslation("people");
  const me = useMe();
  const [isOpen, setOpen] = useState(false);
  if (!me.demo || !me.can.includes("demo.remove")) return null;
  return (
    <>
      <Button kind="danger" onClick={() => setOpen(true)}>
        {t("demo.remove")}
      </Button>
      {isOpen ? <RemovalDialog company={me.company.name} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function RemovalDialog({ company, onClose }: { company: string; onClose: () => void }) {
  const { t } = useTranslation("people");
  const form = useId();
  const [confirm, setConfirm] = useState("");
  const [key] = useState(newKey);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const differs = problem?.errors?.find((error) => error.pointer === "/confirm");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const { setup_path } = await api.post("/demo/removal", {
        body: { confirm },
        key,
      });
      // Nothing of what this page remembers exists any more.
      window.location.assign(setup_path);
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("demo.remove_title")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={form} kind="danger" busy={isBusy}>
            {t("demo.remove")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <p>{t("demo.remove_text")}</p>
        <p>{t("demo.remove_after")}</p>
        <Field
          label={t("demo.confirm", { company })}
          isRequired
          error={differs ? fieldErrorText(t, differs) : undefined}
        >
          <input
            value={confirm}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setConfirm(event.target.value)}
          />
        </Field>
        {problem && !differs ? <ProblemNote problem={problem} /> : null}
      </form>
    </Dialog>
  );
}
