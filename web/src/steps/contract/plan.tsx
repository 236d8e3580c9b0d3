import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/api/session";
import type { ContractView, PlanLine, PlanLineMoney } from "@/api/types";
import { contractPlanQuery } from "@/steps/cash/queries";
import { Button } from "@/ui/button";
import { Can } from "@/ui/can";
import { Day, Money, Share, Tag } from "@/ui/display";
import { Section } from "@/ui/record-page";
import { Empty, ErrorState, Skeleton } from "@/ui/states";
import { PLAN_HUES, shareOfPlan } from "./model";
import { ContractMoney } from "./money";
import styles from "./plan.module.css";
import { PlanEditor } from "./plan-editor";

/** The payment plan: what falls due on which event, and how far it is invoiced and paid. */
export function Plan({
  contract,
  onInvoice,
}: {
  contract: ContractView;
  onInvoice: (line: PlanLineMoney) => void;
}) {
  const { t } = useTranslation("contract");
  const [isEditing, setEditing] = useState(false);
  const canSeeCash = useCan("cash.see");
  const money = useQuery({ ...contractPlanQuery(contract.id), enabled: canSeeCash });
  if (isEditing) return <PlanEditor contract={contract} onDone={() => setEditing(false)} />;
  const edit = (
    <Can action="plan" allowed={contract.allowed}>
      <Button onClick={() => setEditing(true)} kind={contract.plan.length === 0 ? "primary" : "default"}>
        {contract.plan.length === 0 ? t("plan.make") : t("plan.edit")}
      </Button>
    </Can>
  );
  if (contract.plan.length === 0) {
    return (
      <Section title={t("plan.title")}>
        <Empty title={t("plan.empty")} text={t("plan.empty_text")} action={edit} />
      </Section>
    );
  }
  const table = () => {
    if (!canSeeCash) return <PlanTable contract={contract} lines={contract.plan} onInvoice={onInvoice} />;
    if (money.isPending) return <Skeleton lines={5} />;
    if (money.isError) return <ErrorState error={money.error} onRetry={() => void money.refetch()} />;
    return <PlanTable contract={contract} lines={money.data.items} onInvoice={onInvoice} />;
  };
  return (
    <Section title={t("plan.title")} actions={edit}>
      {canSeeCash ? <ContractMoney contractId={contract.id} /> : null}
      {table()}
    </Section>
  );
}

const hasMoney = (line: PlanLine): line is PlanLineMoney => "invoiced_minor" in line;

/** The stages in which a plan is invoiced. */
const INVOICED: readonly ContractView["stage"][] = ["registered", "executing", "fulfilled"];

/** A line whose day has come and of which something is not invoiced yet. */
const canInvoice = (contract: ContractView, line: PlanLineMoney) =>
  INVOICED.includes(contract.stage) && line.status !== "waiting" && line.invoiced_minor < line.amount_minor;

function PlanTable({
  contract,
  lines,
  onInvoice,
}: {
  contract: ContractView;
  lines: (PlanLine | PlanLineMoney)[];
  onInvoice: (line: PlanLineMoney) => void;
}) {
  const { t } = useTranslation("contract");
  const mayInvoice = useCan("invoice.create");
  const isWithMoney = lines.some(hasMoney);
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
            {isWithMoney ? (
              <>
                <th scope="col">{t("field:status")}</th>
                <th scope="col" data-align="end">
                  {t("field:invoiced_minor")}
                </th>
                <th scope="col" data-align="end">
                  {t("field:received_minor")}
                </th>
                <th scope="col">
                  <span className="hidden-text">{t("plan.invoice")}</span>
                </th>
              </>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
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
                <Day day={line.due_on} isOverdue={hasMoney(line) && line.overdue_days > 0} />
                {hasMoney(line) && line.overdue_days > 0 ? (
                  <small className={styles.late}>{t("plan.overdue", { count: line.overdue_days })}</small>
                ) : null}
              </td>
              {hasMoney(line) ? (
                <>
                  <td data-label={t("field:status")}>
                    <Tag hue={PLAN_HUES[line.status]}>{t(`value:plan_status.${line.status}`)}</Tag>
                  </td>
                  <td data-label={t("field:invoiced_minor")} data-align="end">
                    <Money minor={line.invoiced_minor} currency={line.currency} />
                  </td>
                  <td data-label={t("field:received_minor")} data-align="end">
                    <Money minor={line.received_minor} currency={line.currency} />
                  </td>
                  <td className={styles.verb}>
                    {mayInvoice && canInvoice(contract, line) ? (
                      <Button onClick={() => onInvoice(line)}>{t("plan.invoice")}</Button>
                    ) : null}
                  </td>
                </>
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
