import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { Day, RecordRef, Tag } from "@/ui/display";
import { RecordPage, Section } from "@/ui/record-page";
import { Skeleton } from "@/ui/states";
import { Timeline } from "@/ui/timeline";
import { MilestoneDetail } from "./detail";
import { dueDay, isLate, milestoneName, STATUS_HUES, slipDays } from "./model";
import { Slip } from "./of-contract";
import { milestoneQuery } from "./queries";

/** A milestone on its own page, where links from the workbench lead. */
export function MilestonePage({ id }: { id: string }) {
  const { t } = useTranslation("delivery");
  const { today } = useMe();
  const { data: milestone } = useQuery(milestoneQuery(id));
  if (!milestone) return <Skeleton />;
  const late = isLate(milestone, today);
  return (
    <RecordPage
      back={{ to: "/milestones", label: t("list.title") }}
      title={milestoneName(t, milestone)}
      tags={
        late ? (
          <Tag hue="red">{t("late")}</Tag>
        ) : (
          <Tag hue={STATUS_HUES[milestone.status]}>{t(`value:milestone_status.${milestone.status}`)}</Tag>
        )
      }
      facts={[
        {
          label: t("field:contract"),
          value: <RecordRef kind="contract" of={milestone.contract} />,
        },
        {
          label: t("field:customer"),
          value: <RecordRef kind="customer" of={milestone.customer} />,
        },
        { label: t("due"), value: <Day day={dueDay(milestone)} isOverdue={late} /> },
        { label: t("slip.title"), value: <Slip days={slipDays(milestone)} /> },
      ]}
      tabs={[
        {
          key: "main",
          label: t("milestone"),
          content: () => (
            <Section title={t("milestone")}>
              <MilestoneDetail key={milestone.version} milestone={milestone} />
            </Section>
          ),
        },
      ]}
      tab={undefined}
      onTab={() => {}}
      timeline={<Timeline kind="milestone" id={id} />}
    />
  );
}
