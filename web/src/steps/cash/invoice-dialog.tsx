import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useMe } from "@/api/session";
import type { Problem } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Money } from "@/ui/display";
import { Field } from "@/ui/field";
import { FigureInput } from "@/ui/figure-input";
import { filled } from "@/ui/form-values";
import { ProblemNote } from "@/ui/problem-note";
import { useAction } from "@/ui/use-action";
import styles from "./dialogs.module.css";
import { afterCash } from "./queries";

interface Line {
  id: string;
  label: string;
  amount_minor: number;
  invoiced_minor: number;
  currency: string;
  version: number;
}

/** Invoices a line of a payment plan: what is left of it unless another amount is typed. */
export function InvoiceDialog({ line, onClose }: { line: Line; onClose: () => void }) {
  const { t } = useTranslation("cash");
  const me = useMe();
  const form = useId();
  const rest = line.amount_minor - line.invoiced_minor;
  const [amount, setAmount] = useState<number | null>(rest);
  const [issuedOn, setIssuedOn] = useState(me.today);
  const [number, setNumber] = useState("");
  const [isTried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [key] = useState(newKey);
  const action = useAction(afterCash);
  const isOver = amount !== null && amount > rest;
  const amountError =
    amount === null || amount <= 0
      ? isTried
        ? t("error:bad_amount")
        : undefined
      : isOver
        ? t("error:over_plan")
        : undefined;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (amount === null || amount <= 0 || !issuedOn) return;
    setProblem(null);
    try {
      await action.run(
        () =>
          api.post("/plan-lines/{id}/invoices", {
            path: { id: line.id },
            body: filled({ amount_minor: amount, issued_on: issuedOn, invoice_no: number.trim() }),
            key,
          }),
        t("invoice.done"),
        { quiet: true },
      );
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <Dialog
      title={t("invoice.title", { label: line.label })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={form} kind="primary" busy={action.isBusy} disabled={isOver}>
            {t("invoice.do")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <dl className={styles.facts}>
          <div>
            <dt>{t("invoice.planned")}</dt>
            <dd>
              <Money minor={line.amount_minor} currency={line.currency} />
            </dd>
          </div>
          <div>
            <dt>{t("field:invoiced_minor")}</dt>
            <dd>
              <Money minor={line.invoiced_minor} currency={line.currency} />
            </dd>
          </div>
          <div>
            <dt>{t("invoice.rest")}</dt>
            <dd>
              <Money minor={rest} currency={line.currency} />
            </dd>
          </div>
        </dl>
        <Field label={`${t("field:amount_minor")} (${line.currency})`} isRequired error={amountError}>
          <FigureInput kind="money" currency={line.currency} value={amount} onChange={setAmount} />
        </Field>
        <Field
          label={t("field:issued_on")}
          isRequired
          error={isTried && !issuedOn ? t("error:required") : undefined}
        >
          <input
            type="date"
            value={issuedOn}
            max={me.today}
            onChange={(event) => setIssuedOn(event.target.value)}
          />
        </Field>
        <Field label={t("field:invoice_no")} help={t("invoice.number_help")}>
          <input
            type="text"
            value={number}
            maxLength={40}
            onChange={(event) => setNumber(event.target.value)}
          />
        </Field>
        {problem ? <ProblemNote problem={problem} /> : null}
      </form>
    </Dialog>
  );
}
