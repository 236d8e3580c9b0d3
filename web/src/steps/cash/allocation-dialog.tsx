import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useMe } from "@/api/session";
import type { InvoiceRow, Problem, ReceiptView } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Day, Money } from "@/ui/display";
import { FigureInput } from "@/ui/figure-input";
import { ProblemNote } from "@/ui/problem-note";
import { Empty, ErrorState, Skeleton } from "@/ui/states";
import { useAction } from "@/ui/use-action";
import styles from "./dialogs.module.css";
import {
  type Allocation,
  allocationState,
  type OpenInvoice,
  openOf,
  suggestAllocation,
  toLines,
} from "./model";
import { afterCash, openInvoicesQuery } from "./queries";

/** Says which invoices a receipt pays: a suggestion to start from, both remainders in view. */
export function AllocationDialog({ receipt, onClose }: { receipt: ReceiptView; onClose: () => void }) {
  const { t } = useTranslation("cash");
  const query = useQuery({
    ...openInvoicesQuery(receipt.customer.id, receipt.currency),
    // What is open is read afresh for every allocation, and stays put while it is typed.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: "always",
  });
  const invoices = (query.data?.items ?? []).map((row) => ({ ...row, open_minor: openOf(row) }));
  if (query.isPending || (query.isFetching && !query.isFetchedAfterMount)) {
    return (
      <Dialog title={t("allocate.title")} onClose={onClose} width={780}>
        <Skeleton lines={5} />
      </Dialog>
    );
  }
  if (query.isError || invoices.length === 0) {
    return (
      <Dialog
        title={t("allocate.title")}
        onClose={onClose}
        footer={<Button onClick={onClose}>{t("common:close")}</Button>}
      >
        {query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Empty title={t("allocate.no_invoice")} text={t("allocate.no_invoice_text")} />
        )}
      </Dialog>
    );
  }
  return <AllocationForm receipt={receipt} invoices={invoices} onClose={onClose} />;
}

function AllocationForm({
  receipt,
  invoices,
  onClose,
}: {
  receipt: ReceiptView;
  invoices: (InvoiceRow & OpenInvoice)[];
  onClose: () => void;
}) {
  const { t } = useTranslation("cash");
  const { today } = useMe();
  const { currency, open_minor: open } = receipt;
  const [allocation, setAllocation] = useState<Allocation>(() => suggestAllocation(invoices, open));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [key] = useState(newKey);
  const action = useAction(afterCash);
  const state = allocationState(allocation, invoices, open);
  const save = async () => {
    setProblem(null);
    try {
      await action.run(
        () =>
          api.post("/receipts/{id}/allocations", {
            path: { id: receipt.id },
            body: { lines: toLines(allocation) },
            version: receipt.version,
            key,
          }),
        t("allocate.done"),
        { quiet: true },
      );
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <Dialog
      title={t("allocate.title")}
      onClose={onClose}
      width={780}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button kind="primary" busy={action.isBusy} disabled={!state.canSave} onClick={() => void save()}>
            {t("allocate.do")}
          </Button>
        </>
      }
    >
      <dl className={styles.facts} aria-live="polite">
        <div>
          <dt>{t("receipt.open")}</dt>
          <dd>
            <Money minor={open} currency={currency} />
          </dd>
        </div>
        <div>
          <dt>{t("allocate.now")}</dt>
          <dd>
            <Money minor={state.allocated} currency={currency} />
          </dd>
        </div>
        <div data-over={state.left < 0 || undefined} data-even={state.left === 0 || undefined}>
          <dt>{state.left < 0 ? t("allocate.over") : t("allocate.left")}</dt>
          <dd>
            <Money minor={Math.abs(state.left)} currency={currency} />
          </dd>
        </div>
      </dl>
      <div className={styles.tools}>
        <Button onClick={() => setAllocation(suggestAllocation(invoices, open))}>
          {t("allocate.suggest")}
        </Button>
        <Button kind="quiet" onClick={() => setAllocation({})}>
          {t("allocate.clear")}
        </Button>
      </div>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("invoice.one")}</th>
            <th scope="col">{t("field:due_on")}</th>
            <th scope="col" data-align="end">
              {t("field:open_minor")}
            </th>
            <th scope="col" data-align="end">
              {t("allocate.now")}
            </th>
            <th scope="col" data-align="end">
              {t("allocate.after")}
            </th>
          </tr>
        </thead>
        <tbody>
          {invoices.map((invoice) => {
            const part = allocation[invoice.id] ?? null;
            const after = invoice.open_minor - (part ?? 0);
            const isOver = state.over.includes(invoice.id);
            return (
              <tr key={invoice.id}>
                <th scope="row">
                  {invoice.number}
                  <small>{[invoice.invoice_no, invoice.contract].filter(Boolean).join(" · ")}</small>
                </th>
                <td data-label={t("field:due_on")}>
                  <Day day={invoice.due_on} isOverdue={invoice.due_on < today} />
                </td>
                <td data-label={t("field:open_minor")} data-align="end">
                  <Money minor={invoice.open_minor} currency={currency} />
                </td>
                <td data-label={t("allocate.now")} data-align="end">
                  <FigureInput
                    kind="money"
                    currency={currency}
                    value={part}
                    aria-label={t("allocate.label", { number: invoice.number })}
                    aria-invalid={isOver || undefined}
                    title={isOver ? t("error:over_invoice") : undefined}
                    onChange={(minor) => setAllocation({ ...allocation, [invoice.id]: minor })}
                  />
                </td>
                <td
                  data-label={t("allocate.after")}
                  data-align="end"
                  className={isOver ? styles.over : undefined}
                >
                  <Money minor={after} currency={currency} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {state.over.length > 0 ? (
        <p className={styles.wrong} role="alert">
          {t("error:over_invoice")}
        </p>
      ) : state.left < 0 ? (
        <p className={styles.wrong} role="alert">
          {t("error:over_receipt")}
        </p>
      ) : null}
      {problem ? <ProblemNote problem={problem} /> : null}
    </Dialog>
  );
}
