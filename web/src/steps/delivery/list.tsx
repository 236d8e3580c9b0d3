import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import type { MilestoneRow } from "@/api/types";
import { MILESTONE_KINDS } from "@/steps/contract/model";
import { DataGrid, type GridColumn, type ListSearch, type ListSource } from "@/ui/data-grid";
import { Day, Person, Tag } from "@/ui/display";
import { recordHref } from "@/ui/record-href";
import { PlainPage } from "@/ui/record-page";
import { ErrorState, Skeleton } from "@/ui/states";
import { MilestoneDetail } from "./detail";
import styles from "./list.module.css";
import { dueDay, isLate, milestoneName, STATUS_HUES, STATUSES, slipDays } from "./model";
import { Slip } from "./of-contract";
import { milestoneQuery } from "./queries";
import { milestoneSource } from "./source";

/** The milestones of all contracts within reach; what is overdue stands first. */
export function MilestoneList({
  search,
  onSearch,
}: {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}) {
  const { t } = useTranslation("delivery");
  const router = useRouter();
  const { today } = useMe();
  const source = useMemo<ListSource<MilestoneRow>>(() => milestoneSource(today, t), [today, t]);
  const columns = useMemo<GridColumn<MilestoneRow>[]>(
    () => [
      {
        id: "kind",
        title: t("milestone"),
        width: 180,
        pinned: true,
        filter: {
          type: "choice",
          choices: MILESTONE_KINDS.map((value) => ({ value, label: t(`value:milestone_kind.${value}`) })),
        },
        cell: (row) => milestoneName(t, row),
        card: "title",
      },
      {
        id: "contract",
        title: t("field:contract"),
        width: 150,
        card: "subtitle",
      },
      { id: "customer", title: t("field:customer"), width: 190 },
      {
        id: "status",
        title: t("field:status"),
        width: 100,
        filter: {
          type: "choice",
          choices: STATUSES.map((value) => ({ value, label: t(`value:milestone_status.${value}`) })),
        },
        cell: (row) =>
          isLate(row, today) ? (
            <Tag hue="red">{t("late")}</Tag>
          ) : (
            <Tag hue={STATUS_HUES[row.status]}>{t(`value:milestone_status.${row.status}`)}</Tag>
          ),
        card: "end",
      },
      {
        id: "forecast_on",
        title: t("due"),
        width: 130,
        sortable: true,
        filter: { type: "day" },
        cell: (row) => <Day day={dueDay(row)} isOverdue={isLate(row, today)} />,
      },
      {
        id: "planned_on",
        title: t("field:planned_on"),
        width: 120,
        sortable: true,
        cell: (row) => <Day day={row.planned_on} />,
        card: "none",
      },
      {
        id: "actual_on",
        title: t("field:actual_on"),
        width: 120,
        cell: (row) => <Day day={row.actual_on} />,
        card: "none",
      },
      { id: "slip", title: t("slip.title"), width: 110, cell: (row) => <Slip days={slipDays(row)} /> },
      { id: "owner", title: t("field:owner"), width: 130, cell: (row) => <Person person={row.owner} /> },
    ],
    [t, today],
  );
  return (
    <PlainPage title={t("list.title")} isFull>
      <DataGrid<MilestoneRow>
        name="milestones"
        label={t("list.title")}
        source={source}
        columns={columns}
        search={search}
        onSearch={onSearch}
        onOpen={(row) => void router.navigate({ href: recordHref("milestone", row.id) })}
        panel={(id) => <MilestonePeek id={id} />}
        panelTitle={(row) => (row ? milestoneName(t, row) : t("list.title"))}
        empty={{ title: t("list.empty"), text: t("list.empty_text") }}
      />
    </PlainPage>
  );
}

function MilestonePeek({ id }: { id: string }) {
  const { t } = useTranslation("delivery");
  const query = useQuery(milestoneQuery(id));
  if (query.isPending) return <Skeleton lines={8} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className={styles.peek}>
      <Link to="/contracts/$id" params={{ id: query.data.contract_id }} search={{ tab: "milestones" }}>
        {t("open_contract")}
      </Link>
      <MilestoneDetail key={`${id} ${query.data.version}`} milestone={query.data} />
    </div>
  );
}
