import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ContractView, PlanLine } from "@/api/types";
import { Button } from "@/ui/button";
import { Can, findAllowed } from "@/ui/can";
import { Day, Money, Share, Tag } from "@/ui/display";
import { MoneyBar } from "@/ui/money-bar";
import { Section } from "@/ui/record-page";
import { Empty } from "@/ui/states";
import { PLAN_HUES, shareOfPlan } from "./model";
import styles from "./plan.module.css";
import { PlanEditor } from "./plan-editor";

/** The payment plan: what falls due on which event, and how far it is invoiced and paid. */
export function Plan({
  contract,
  onInvoice,
}: {
  contract: ContractView;
  onInvoice: (line: PlanLine) => void;
}) {
  const { t } = useTranslation("contract");
  const [isEditing, setEditing] = useState(false);
  if (isEditing) return <PlanEditor contract={contract} onDone={() => setEditing(false)} />;
  const edit = (
    <Can action="plan" allowed={contract.allowed}>
      <Button onClick={() => setEditing(true)} kind={contract.plan.length === 0 ? "primary" : "default"}>
        {contract.plan.length === 0 ? t("plan.make") : t("plan.edit")}
      </Button>
    </Can>
  );
  return (
    <Section title={t("plan.title")} actions={contract.plan.length > 0 ? edit : null}>
      {contract.plan.length === 0 ? (
        <Empty title={t("plan.empty")} text={t("plan.empty_text")} action={edit} />
      ) : (
        <>
          <MoneyBar bar={contract.money} />
          <PlanTable contract={contract} onInvoice={onInvoice} />
        </>
      )}
    </Section>
  );
}

const CAN_INVOICE = ["invoiceable", "part_invoiced"];

function PlanTable({ contract, onInvoice }: { contract: ContractView; onInvoice: (line: PlanLine) => void }) {
  const { t } = useTranslation("contract");
  const mayInvoice = findAllowed(contract.allowed, "invoice");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keys.
    <section className={styles.scroll} tabIndex={0} aria-label={t("plan.title")}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("plan.line")}</th>
            <th scope="col" data-align="end">
              {t("field:amount_minor")}
            </th>
            <th scope="col">{t("field:trigger")}</th>
            <th scope="col">{t("plan.expected")}</th>
            <th scope="col">{t("field:due_on")}</th>
            <th scope="col">{t("field:status")}</th>
            <th scope="col" data-align="end">
              {t("field:invoiced_minor")}
            </th>
            <th scope="col" data-align="end">
              {t("field:received_minor")}
            </th>
            {mayInvoice ? (
              <th scope="col">
                <span className="hidden-text">{t("plan.invoice")}</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {contract.plan.map((line) => (
            <tr key={line.id}>
              <th scope="row">
                {line.label}
                <small>
                  <Share bp={shareOfPlan(line.amount_minor, contract.amount_minor)} />
                </small>
              </th>
              <td data-label={t("field:amount_minor")} data-align="end">
                <Money minor={line.amount_minor} currency={line.currency} />
              </td>
              <td data-label={t("field:trigger")}>
                {t(`value:trigger.${line.trigger}`)}
                <small>{t("plan.days", { count: line.payment_days })}</small>
              </td>
              <td data-label={t("plan.expected")}>
                <Day day={line.triggered_on ?? line.forecast_on ?? line.planned_on} />
                <small>{expectation(t, line)}</small>
              </td>
              <td data-label={t("field:due_on")}>
                <Day day={line.due_on} isOverdue={line.overdue_days > 0} />
                {line.overdue_days > 0 ? (
                  <small className={styles.late}>{t("plan.overdue", { count: line.overdue_days })}</small>
                ) : null}
              </td>
              <td data-label={t("field:status")}>
                <Tag hue={PLAN_HUES[line.status]}>{t(`value:plan_status.${line.status}`)}</Tag>
              </td>
              <td data-label={t("field:invoiced_minor")} data-align="end">
                <Money minor={line.invoiced_minor} currency={line.currency} />
              </td>
              <td data-label={t("field:received_minor")} data-align="end">
                <Money minor={line.received_minor} currency={line.currency} />
              </td>
              {mayInvoice ? (
                <td className={styles.verb}>
                  {CAN_INVOICE.includes(line.status) ? (
                    <Can action="invoice" allowed={contract.allowed}>
                      <Button onClick={() => onInvoice(line)}>{t("plan.invoice")}</Button>
                    </Can>
                  ) : null}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function expectation(t: (key: string) => string, line: PlanLine): string {
  if (line.triggered_on) return t("plan.triggered");
  return line.forecast_on ? t("plan.forecast") : line.planned_on ? t("plan.planned") : "";
}
