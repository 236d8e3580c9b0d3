import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import type { OpportunityRow } from "@/api/types";
import type { GridColumn } from "@/ui/data-grid";
import { Day, Instant, Money, Person, Tag } from "@/ui/display";
import { GRADE_HUES, isOpen, PROJECT_GRADES, STAGE_HUES, STAGES } from "./model";

/** The columns of opportunities: shown by the table, filtered by table and board alike. */
export function useOpportunityColumns(): GridColumn<OpportunityRow>[] {
  const { t } = useTranslation("opportunity");
  const { today, currency } = useMe();
  return useMemo<GridColumn<OpportunityRow>[]>(
    () => [
      {
        id: "title",
        title: t("field:title"),
        width: 260,
        pinned: true,
        filter: { type: "text" },
        card: "title",
      },
      { id: "customer", title: t("field:customer"), width: 190, card: "subtitle" },
      {
        id: "stage",
        title: t("field:stage"),
        width: 150,
        filter: {
          type: "choice",
          choices: STAGES.map((value) => ({ value, label: t(`value:stage.${value}`) })),
        },
        cell: (row) => (
          <>
            <Tag hue={STAGE_HUES[row.stage]}>{t(`value:stage.${row.stage}`)}</Tag>{" "}
            {row.on_hold ? <Tag hue="amber">{t("field:on_hold")}</Tag> : null}
          </>
        ),
        card: "end",
      },
      {
        id: "amount_minor",
        title: t("field:amount_minor"),
        width: 120,
        align: "end",
        sortable: true,
        filter: { type: "money", currency },
        cell: (row) => <Money minor={row.amount_minor} currency={row.currency} isShort />,
      },
      {
        id: "rung",
        title: t("field:rung"),
        width: 90,
        align: "end",
        filter: { type: "number" },
        cell: (row) => <span className="num">{t("percent", { percent: row.rung })}</span>,
      },
      {
        id: "expected_sign_on",
        title: t("field:expected_sign_on"),
        width: 120,
        sortable: true,
        filter: { type: "day" },
        cell: (row) => <Day day={row.expected_sign_on} isOverdue={isLate(row, today)} />,
      },
      {
        id: "project_grade",
        title: t("field:project_grade"),
        width: 110,
        filter: {
          type: "choice",
          choices: PROJECT_GRADES.map((value) => ({ value, label: t(`value:project_grade.${value}`) })),
        },
        cell: (row) =>
          row.project_grade ? (
            <Tag hue={GRADE_HUES[row.project_grade]}>{t(`value:project_grade.${row.project_grade}`)}</Tag>
          ) : null,
      },
      { id: "owner", title: t("field:owner"), width: 120, cell: (row) => <Person person={row.owner} /> },
      { id: "unit", title: t("field:unit"), width: 150, hidden: true },
      { id: "number", title: t("field:number"), width: 150, hidden: true },
      {
        id: "on_hold",
        title: t("field:on_hold"),
        width: 90,
        filter: { type: "flag" },
        cell: (row) => (row.on_hold ? t("common:yes") : t("common:no")),
        hidden: true,
      },
      {
        id: "updated_at",
        title: t("field:updated_at"),
        width: 120,
        sortable: true,
        cell: (row) => <Instant at={row.updated_at} isAgo />,
        card: "none",
      },
    ],
    [t, today, currency],
  );
}

/** The signing day has passed and the deal is still open. */
export function isLate(row: Pick<OpportunityRow, "stage" | "expected_sign_on">, today: string): boolean {
  return isOpen(row.stage) && row.expected_sign_on != null && row.expected_sign_on < today;
}
