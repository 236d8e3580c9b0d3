import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { ContractView, MilestoneKind, MilestoneView, Problem } from "@/api/types";
import { MILESTONE_KINDS } from "@/steps/contract/model";
import { afterContract } from "@/steps/contract/queries";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { filled } from "@/ui/form-values";
import { ProblemNote } from "@/ui/problem-note";
import { useAction } from "@/ui/use-action";

/** Adds a milestone to a contract, of a kind that has none yet. */
export function AddMilestoneDialog({
  contract,
  used,
  onClose,
}: {
  contract: ContractView;
  /** Those that are there already. */
  used: MilestoneView[];
  onClose: () => void;
}) {
  const { t } = useTranslation("delivery");
  const form = useId();
  const free = MILESTONE_KINDS.filter((kind) => !used.some((item) => item.kind === kind));
  const [values, setValues] = useState({
    kind: free[0] ?? ("delivered" as MilestoneKind),
    label: "",
    planned_on: "",
    contract_on: "",
  });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [key] = useState(newKey);
  const action = useAction(afterContract(contract.id));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await action.run(
        () =>
          api.post("/contracts/{id}/milestones", {
            path: { id: contract.id },
            body: filled({ ...values, label: values.label.trim() }),
            key,
          }),
        t("add.done"),
        { quiet: true },
      );
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <Dialog
      title={t("add.do")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={form} kind="primary" busy={action.isBusy}>
            {t("add.do")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <Field label={t("field:kind")} isRequired>
          <select
            value={values.kind}
            onChange={(event) => setValues({ ...values, kind: event.target.value as MilestoneKind })}
          >
            {MILESTONE_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`value:milestone_kind.${kind}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t("field:label")} help={t("add.label_help")}>
          <input
            type="text"
            value={values.label}
            maxLength={120}
            onChange={(event) => setValues({ ...values, label: event.target.value })}
          />
        </Field>
        <Field label={t("field:planned_on")}>
          <input
            type="date"
            value={values.planned_on}
            onChange={(event) => setValues({ ...values, planned_on: event.target.value })}
          />
        </Field>
        <Field label={t("field:contract_on")}>
          <input
            type="date"
            value={values.contract_on}
            onChange={(event) => setValues({ ...values, contract_on: event.target.value })}
          />
        </Field>
        {problem ? <ProblemNote problem={problem} /> : null}
      </form>
    </Dialog>
  );
}
