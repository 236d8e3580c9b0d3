import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import type { Day, MilestoneView } from "@/api/types";
import { currentLocale } from "@/i18n";
import { formatDay } from "@/i18n/format";
import styles from "./gantt.module.css";
import { dueDay, isLate, milestoneName, type Scale, scaleOf, slipDays } from "./model";

/** The milestones on a time axis: plan, contract, forecast and what happened. The table beside it says the same. */
export function MilestoneTimeline({ milestones }: { milestones: MilestoneView[] }) {
  const { t } = useTranslation("delivery");
  const { today } = useMe();
  const scale = scaleOf(milestones, today);
  if (!scale) return null;
  return (
    <figure className={styles.gantt} aria-label={t("gantt.label")}>
      <div className={styles.rows} aria-hidden="true">
        <div className={styles.axis}>
          <span />
          <span className={styles.track}>
            {scale.ticks.map((day) => (
              <small key={day} style={{ left: `${scale.at(day)}%` }}>
                {day.slice(5, 7) === "01" ? day.slice(0, 4) : monthName(day)}
              </small>
            ))}
          </span>
        </div>
        {milestones.map((milestone) => (
          <div key={milestone.id} className={styles.row}>
            <span className={styles.name}>{milestoneName(t, milestone)}</span>
            <span className={styles.track}>
              {scale.ticks.map((day) => (
                <i key={day} className={styles.tick} style={{ left: `${scale.at(day)}%` }} />
              ))}
              <i className={styles.today} style={{ left: `${scale.at(today)}%` }} />
              <Marks milestone={milestone} scale={scale} isLate={isLate(milestone, today)} />
            </span>
          </div>
        ))}
      </div>
      <figcaption className={styles.legend}>
        {(["planned", "contract", "forecast", "actual"] as const).map((mark) => (
          <span key={mark}>
            <i className={styles.mark} data-mark={mark} />
            {t(`mark.${mark}`)}
          </span>
        ))}
        <span>
          <i className={styles.todayKey} />
          {t("mark.today")}
        </span>
      </figcaption>
    </figure>
  );
}

function Marks({
  milestone,
  scale,
  isLate: late,
}: {
  milestone: MilestoneView;
  scale: Scale;
  isLate: boolean;
}) {
  const { t } = useTranslation("delivery");
  const base = milestone.contract_on ?? milestone.planned_on;
  const end = dueDay(milestone);
  const slip = slipDays(milestone);
  const marks: [string, Day | null | undefined][] = [
    ["planned", milestone.planned_on],
    ["contract", milestone.contract_on],
    ["forecast", milestone.actual_on ? null : milestone.forecast_on],
    ["actual", milestone.actual_on],
  ];
  const from = base && end ? Math.min(scale.at(base), scale.at(end)) : 0;
  const to = base && end ? Math.max(scale.at(base), scale.at(end)) : 0;
  return (
    <>
      {to > from ? (
        <i
          className={styles.slip}
          data-late={(slip ?? 0) > 0 || undefined}
          style={{ left: `${from}%`, width: `${to - from}%` }}
        />
      ) : null}
      {marks.map(([mark, day]) =>
        day ? (
          <i
            key={mark}
            className={styles.mark}
            data-mark={mark}
            data-late={(late && mark !== "actual" && day === end) || undefined}
            style={{ left: `${scale.at(day)}%` }}
            title={`${t(`mark.${mark}`)} ${formatDay(day, currentLocale())}`}
          />
        ) : null,
      )}
    </>
  );
}

function monthName(day: Day): string {
  return new Intl.DateTimeFormat(currentLocale(), { month: "short", timeZone: "UTC" }).format(
    Date.parse(`${day}T00:00:00Z`),
  );
}
