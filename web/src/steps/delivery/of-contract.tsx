import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { useMe } from "@/api/session";
import type { ContractView, MilestoneView } from "@/api/types";
import { afterContract } from "@/steps/contract/queries";
import { Button } from "@/ui/button";
import { Can } from "@/ui/can";
import { Day, Tag } from "@/ui/display";
import { Section } from "@/ui/record-page";
import { Empty, ErrorState, Skeleton } from "@/ui/states";
import { useAction } from "@/ui/use-action";
import { AddMilestoneDialog } from "./add-dialog";
import { MilestoneDialog } from "./detail";
import { MilestoneTimeline } from "./gantt";
import { inOrder, isLate, milestoneName, STATUS_HUES, slipDays } from "./model";
import styles from "./of-contract.module.css";
import { contractMilestonesQuery } from "./queries";

/** The milestones of a contract: on a time axis and as a table; a press opens dates, evidence and acceptance. */
export function ContractMilestones({ contract }: { contract: ContractView }) {
  const { t } = useTranslation("delivery");
  const [openId, setOpenId] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  const query = useQuery(contractMilestonesQuery(contract.id));
  const milestones = inOrder(query.data?.items ?? []);
  const action = useAction(afterContract(contract.id));
  const fromPlan = () =>
    action.run(
      () =>
        api.post("/contracts/{id}/milestones/from-plan", {
          path: { id: contract.id },
          body: {},
          key: newKey(),
        }),
      t("add.planned"),
    );
  const open = milestones.find((item) => item.id === openId);
  const add = (
    <Can action="milestone" allowed={contract.allowed}>
      <Button onClick={() => setAdding(true)}>{t("add.do")}</Button>
    </Can>
  );
  return (
    <Section title={t("list.title")} actions={milestones.length > 0 ? add : null}>
      {query.isPending ? (
        <Skeleton lines={6} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : milestones.length === 0 ? (
        <Empty
          title={t("list.none_here")}
          text={t("list.none_text")}
          action={
            <>
              <Can action="milestone" allowed={contract.allowed}>
                <Button kind="primary" busy={action.isBusy} onClick={() => void fromPlan()}>
                  {t("add.from_plan")}
                </Button>
              </Can>
              {add}
            </>
          }
        />
      ) : (
        <>
          <MilestoneTimeline milestones={milestones} />
          <Table milestones={milestones} onOpen={setOpenId} />
        </>
      )}
      {open ? <MilestoneDialog milestone={open} onClose={() => setOpenId(null)} /> : null}
      {isAdding ? (
        <AddMilestoneDialog contract={contract} used={milestones} onClose={() => setAdding(false)} />
      ) : null}
    </Section>
  );
}

function Table({ milestones, onOpen }: { milestones: MilestoneView[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation("delivery");
  const { today } = useMe();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keys.
    <section className={styles.scroll} tabIndex={0} aria-label={t("list.title")}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("milestone")}</th>
            <th scope="col">{t("field:status")}</th>
            <th scope="col">{t("field:planned_on")}</th>
            <th scope="col">{t("field:contract_on")}</th>
            <th scope="col">{t("field:forecast_on")}</th>
            <th scope="col">{t("field:actual_on")}</th>
            <th scope="col">{t("slip.title")}</th>
            <th scope="col">{t("field:evidence")}</th>
          </tr>
        </thead>
        <tbody>
          {milestones.map((item) => (
            <tr key={item.id}>
              <th scope="row">
                <button type="button" onClick={() => onOpen(item.id)}>
                  {milestoneName(t, item)}
                </button>
                {item.label ? <small>{t(`value:milestone_kind.${item.kind}`)}</small> : null}
              </th>
              <td data-label={t("field:status")}>
                {isLate(item, today) ? (
                  <Tag hue="red">{t("late")}</Tag>
                ) : (
                  <Tag hue={STATUS_HUES[item.status]}>{t(`value:milestone_status.${item.status}`)}</Tag>
                )}
              </td>
              <td data-label={t("field:planned_on")}>
                <Day day={item.planned_on} />
              </td>
              <td data-label={t("field:contract_on")}>
                <Day day={item.contract_on} />
              </td>
              <td data-label={t("field:forecast_on")}>
                <Day day={item.forecast_on} isOverdue={isLate(item, today)} />
              </td>
              <td data-label={t("field:actual_on")}>
                <Day day={item.actual_on} />
              </td>
              <td data-label={t("slip.title")}>
                <Slip days={slipDays(item)} />
              </td>
              <td data-label={t("field:evidence")} className="num">
                {item.evidence.length > 0 ? t("evidence.count", { count: item.evidence.length }) : "–"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** How far behind or ahead; the word says what the colour says. */
export function Slip({ days }: { days: number | null }) {
  const { t } = useTranslation("delivery");
  if (days === null) return "–";
  if (days === 0) return t("slip.none");
  return (
    <span className={days > 0 ? styles.behind : styles.ahead}>
      {t(days > 0 ? "slip.behind" : "slip.ahead", { count: Math.abs(days) })}
    </span>
  );
}
