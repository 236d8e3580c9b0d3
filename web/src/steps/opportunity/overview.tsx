import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { OpportunityView, ScorecardView } from "@/api/types";
import { pick } from "@/i18n";
import { Day, Instant, LongText, Money, None, Person, RecordRef, Tag } from "@/ui/display";
import { Facts, Section } from "@/ui/record-page";
import { indexHue, TRIANGLE } from "./model";
import styles from "./overview.module.css";
import { ladderQuery, scorecardsQuery } from "./queries";

/** The deal at a glance: odds, money, people, then what is known. */
export function Overview({
  opportunity,
  onTab,
}: {
  opportunity: OpportunityView;
  onTab: (tab: string) => void;
}) {
  const { t } = useTranslation("opportunity");
  return (
    <>
      <ul className={styles.glance}>
        <ScoreTile card="win" score={opportunity.scorecards.win} onPress={() => onTab("scorecards")} />
        <ScoreTile card="pay" score={opportunity.scorecards.pay} onPress={() => onTab("scorecards")} />
        <RungTile rung={opportunity.rung} onPress={() => onTab("ladder")} />
        <Tile label={t("glance.team")} onPress={() => onTab("team")}>
          <span className={styles.team}>
            {TRIANGLE.map((role) => {
              const member = opportunity.team.find((item) => item.role === role);
              return (
                <span key={role} data-empty={member ? undefined : ""}>
                  <abbr title={t(`value:team_role.${role}`)}>{role.toUpperCase()}</abbr>{" "}
                  {member ? member.user.name : t("glance.vacant")}
                </span>
              );
            })}
          </span>
        </Tile>
      </ul>
      <Section title={t("overview.need")}>
        <p className={styles.need}>
          <LongText text={opportunity.need} />
        </p>
        <Facts
          items={[
            {
              label: t("field:amount_minor"),
              value: <Money minor={opportunity.amount_minor} currency={opportunity.currency} />,
            },
            { label: t("field:expected_sign_on"), value: <Day day={opportunity.expected_sign_on} /> },
            {
              label: t("field:project_type"),
              value: opportunity.project_type ? (
                t(`value:project_type.${opportunity.project_type}`)
              ) : (
                <None />
              ),
            },
            {
              label: t("field:project_grade"),
              value: opportunity.project_grade ? (
                t(`value:project_grade.${opportunity.project_grade}`)
              ) : (
                <span className={styles.hint}>
                  {t("grade.suggested", {
                    grade: t(`value:project_grade.${opportunity.suggested_grade}`),
                  })}
                </span>
              ),
            },
            {
              label: t("field:procurement"),
              value: opportunity.procurement ? t(`value:procurement.${opportunity.procurement}`) : <None />,
            },
            {
              label: t("field:guidance_done"),
              value: opportunity.guidance_done ? <Tag hue="green">{t("common:yes")}</Tag> : t("common:no"),
            },
            { label: t("field:customer_step"), value: opportunity.customer_step ?? <None /> },
            {
              label: t("field:competitors"),
              value: <LongText text={opportunity.competitors} />,
              isWide: true,
            },
          ]}
        />
      </Section>
      <Section title={t("overview.record")}>
        <Facts
          items={[
            { label: t("field:owner"), value: <Person person={opportunity.owner} /> },
            { label: t("field:unit"), value: opportunity.unit.name },
            { label: t("overview.lead"), value: <RecordRef kind="lead" of={opportunity.lead} /> },
            { label: t("overview.stage_since"), value: <Instant at={opportunity.stage_since} isAgo /> },
            {
              label: t("overview.process"),
              value: (
                <span className="num">
                  {opportunity.process.key} v{opportunity.process.version}
                </span>
              ),
            },
            { label: t("field:created_at"), value: <Instant at={opportunity.created_at} /> },
          ]}
        />
      </Section>
    </>
  );
}

function Tile({ label, children, onPress }: { label: string; children: ReactNode; onPress: () => void }) {
  return (
    <li className={styles.tile}>
      <button type="button" onClick={onPress}>
        {label}
      </button>
      {children}
    </li>
  );
}

function ScoreTile({
  card,
  score,
  onPress,
}: {
  card: "win" | "pay";
  score: ScorecardView | null | undefined;
  onPress: () => void;
}) {
  const { t } = useTranslation("opportunity");
  const { data } = useQuery(scorecardsQuery);
  const band = data?.items.find((item) => item.key === card)?.bands.find((item) => item.key === score?.band);
  return (
    <Tile label={t(`glance.${card}`)} onPress={onPress}>
      {score ? (
        <span className={styles.score}>
          <b className="num">{score.index}</b>
          {band ? <Tag hue={indexHue(score.index)}>{pick(band.title)}</Tag> : null}
        </span>
      ) : (
        <span className={styles.hint}>{t("score.none")}</span>
      )}
    </Tile>
  );
}

function RungTile({ rung, onPress }: { rung: number; onPress: () => void }) {
  const { t } = useTranslation("opportunity");
  const { data } = useQuery(ladderQuery);
  const found = data?.rungs.find((item) => item.percent === rung);
  return (
    <Tile label={t("glance.rung")} onPress={onPress}>
      <span className={styles.score}>
        <b className="num">{t("percent", { percent: rung })}</b>
        {found ? <span>{pick(found.title)}</span> : null}
      </span>
    </Tile>
  );
}
