import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { ContractView, MilestoneKind, Problem } from "@/api/types";
import { pick } from "@/i18n";
import { Button } from "@/ui/button";
import { Money } from "@/ui/display";
import { FigureInput } from "@/ui/figure-input";
import { ProblemNote } from "@/ui/problem-note";
import { Section } from "@/ui/record-page";
import { useAction } from "@/ui/use-action";
import {
  amountOfShare,
  blankPlanLine,
  type DraftPlanLine,
  MILESTONE_KINDS,
  type PlanFault,
  planFaults,
  planFromTemplate,
  planServerFaults,
  planSum,
  restOf,
  shareOfPlan,
  toDraftPlan,
  toPlanInput,
  withRest,
} from "./model";
import styles from "./plan-editor.module.css";
import { afterContract, templatesQuery } from "./queries";

/** The payment plan to type: a template to start from, the sum in view, the rest on the last line. */
export function PlanEditor({ contract, onDone }: { contract: ContractView; onDone: () => void }) {
  const { t } = useTranslation("contract");
  const { amount_minor: amount, currency } = contract;
  const { data: templates } = useQuery(templatesQuery);
  const [template, setTemplate] = useState(contract.plan_template ?? "");
  const [lines, setLines] = useState(() =>
    contract.plan.length > 0 ? toDraftPlan(contract.plan) : [blankPlanLine()],
  );
  // The last line follows the others until someone types an amount into it.
  const [isFollowing, setFollowing] = useState(true);
  const [faults, setFaults] = useState<PlanFault[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const action = useAction(afterContract(contract.id));
  const difference = amount - planSum(lines);

  const settle = (next: DraftPlanLine[], follows = isFollowing) =>
    setLines(follows ? withRest(next, amount) : next);
  const put = (index: number, change: Partial<DraftPlanLine>) => {
    const line = lines[index];
    if (!line) return;
    const isLastAmount = index === lines.length - 1 && "amount_minor" in change;
    if (isLastAmount) setFollowing(false);
    settle(lines.with(index, { ...line, ...change }), isFollowing && !isLastAmount);
  };
  const takeTemplate = (key: string) => {
    setTemplate(key);
    const found = templates?.items.find((item) => item.key === key);
    if (!found) return;
    setFollowing(true);
    setFaults([]);
    setLines(planFromTemplate(found, amount));
  };
  const save = async () => {
    const missing = planFaults(lines);
    setFaults(missing);
    setProblem(null);
    if (missing.length > 0) return;
    const body = { ...(template ? { template } : {}), lines: toPlanInput(lines) };
    try {
      const isSaved = await action.run(
        () =>
          api.put("/contracts/{id}/plan", {
            path: { id: contract.id },
            body,
            version: contract.version,
          }),
        t("common:saved"),
        { quiet: true },
      );
      if (isSaved) onDone();
    } catch (error) {
      const found = problemOf(error);
      const wrong = planServerFaults(found.errors ?? []);
      setFaults(wrong);
      setProblem({
        ...found,
        errors: found.errors?.filter((item) => planServerFaults([item]).length === 0),
      });
    }
  };
  const isWrong = (line: number, field: PlanFault["field"]) =>
    faults.some((fault) => fault.line === line && fault.field === field) || undefined;
  return (
    <Section
      title={t("plan.edit")}
      actions={
        <label className={styles.template}>
          <span>{t("plan.template")}</span>
          <select value={template} onChange={(event) => takeTemplate(event.target.value)}>
            <option value="">{t("plan.own")}</option>
            {(templates?.items ?? []).map((item) => (
              <option key={item.key} value={item.key}>
                {pick(item.title)}
              </option>
            ))}
          </select>
        </label>
      }
    >
      <div className={styles.scroll}>
        <table className={styles.table} aria-label={t("plan.edit")}>
          <thead>
            <tr>
              <th scope="col">{t("plan.line")}</th>
              <th scope="col" data-align="end">
                {t("plan.share")}
              </th>
              <th scope="col" data-align="end">
                {t("field:amount_minor")}
              </th>
              <th scope="col">{t("field:trigger")}</th>
              <th scope="col" data-align="end">
                {t("field:payment_days")}
              </th>
              <th scope="col">{t("field:planned_on")}</th>
              <th scope="col">
                <span className="hidden-text">{t("common:delete")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line, index) => {
              const number = index + 1;
              const isLast = index === lines.length - 1;
              return (
                <tr key={line.key}>
                  <td data-label={t("plan.line")}>
                    <input
                      type="text"
                      value={line.label}
                      maxLength={120}
                      aria-label={t("plan.label.line", { number })}
                      aria-invalid={isWrong(index, "label")}
                      onChange={(event) => put(index, { label: event.target.value })}
                    />
                  </td>
                  <td data-label={t("plan.share")}>
                    <FigureInput
                      kind="share"
                      value={shareOfPlan(line.amount_minor, amount)}
                      aria-label={t("plan.label.share", { number })}
                      onChange={(bp) => put(index, { amount_minor: amountOfShare(bp, amount) })}
                    />
                  </td>
                  <td data-label={t("field:amount_minor")}>
                    <FigureInput
                      kind="money"
                      currency={currency}
                      value={line.amount_minor}
                      aria-label={t("plan.label.amount", { number })}
                      aria-invalid={isWrong(index, "amount_minor")}
                      onChange={(minor) => put(index, { amount_minor: minor })}
                    />
                    {isLast && isFollowing && lines.length > 1 ? (
                      <small className={styles.rest}>{t("plan.follows")}</small>
                    ) : null}
                  </td>
                  <td data-label={t("field:trigger")}>
                    <select
                      value={line.trigger}
                      aria-label={t("plan.label.trigger", { number })}
                      aria-invalid={isWrong(index, "trigger")}
                      onChange={(event) => put(index, { trigger: event.target.value as MilestoneKind })}
                    >
                      {MILESTONE_KINDS.map((kind) => (
                        <option key={kind} value={kind}>
                          {t(`value:trigger.${kind}`)}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td data-label={t("field:payment_days")}>
                    <FigureInput
                      kind="count"
                      value={line.payment_days}
                      aria-label={t("plan.label.days", { number })}
                      aria-invalid={isWrong(index, "payment_days")}
                      onChange={(days) => put(index, { payment_days: days })}
                    />
                  </td>
                  <td data-label={t("field:planned_on")}>
                    <input
                      type="date"
                      value={line.planned_on}
                      aria-label={t("plan.label.planned", { number })}
                      aria-invalid={isWrong(index, "planned_on")}
                      onChange={(event) => put(index, { planned_on: event.target.value })}
                    />
                  </td>
                  <td className={styles.remove}>
                    <button
                      type="button"
                      aria-label={t("plan.remove", { number })}
                      disabled={lines.length === 1}
                      onClick={() => settle(lines.filter((item) => item.key !== line.key))}
                    >
                      ×
                    </button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <div className={styles.foot}>
        <Button
          onClick={() => {
            setFollowing(true);
            setLines(withRest([...lines, blankPlanLine()], amount));
          }}
        >
          {t("plan.add")}
        </Button>
        <p className={styles.sum} data-off={difference !== 0 || undefined} role="status">
          {t("plan.sum")} <b>{<Money minor={planSum(lines)} currency={currency} />}</b> /{" "}
          <Money minor={amount} currency={currency} />{" "}
          {difference === 0 ? (
            <span className={styles.even}>✓ {t("plan.even")}</span>
          ) : (
            <>
              <span className={styles.off}>
                {difference > 0 ? t("plan.short") : t("plan.over")}{" "}
                <Money minor={Math.abs(difference)} currency={currency} />
              </span>
              {restOf(lines, amount) !== null ? (
                <Button
                  onClick={() => {
                    setFollowing(true);
                    setLines(withRest(lines, amount));
                  }}
                >
                  {t("plan.rest")}
                </Button>
              ) : null}
            </>
          )}
        </p>
      </div>
      {faults.length > 0 ? (
        <p className={styles.fault} role="alert">
          {t("plan.faults")}
        </p>
      ) : null}
      {problem && (faults.length === 0 || problem.errors?.length) ? <ProblemNote problem={problem} /> : null}
      <div className={styles.actions}>
        <Button kind="primary" busy={action.isBusy} disabled={difference !== 0} onClick={() => void save()}>
          {t("plan.save")}
        </Button>
        <Button onClick={onDone}>{t("common:cancel")}</Button>
      </div>
    </Section>
  );
}
