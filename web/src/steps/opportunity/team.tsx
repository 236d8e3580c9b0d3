import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OpportunityView, TeamMember, TeamRole } from "@/api/types";
import { Button } from "@/ui/button";
import { Can } from "@/ui/can";
import { Person } from "@/ui/display";
import { Section } from "@/ui/record-page";
import { SINGLE_ROLES } from "./model";
import styles from "./team.module.css";

const TeamDialog = lazy(() => import("./team-dialog"));

/** Who carries the deal: the Iron Triangle, its sponsor, further members. */
export function Team({ opportunity }: { opportunity: OpportunityView }) {
  const { t } = useTranslation("opportunity");
  const [isOpen, setOpen] = useState(false);
  const of = (role: TeamRole): TeamMember | undefined => opportunity.team.find((item) => item.role === role);
  const members = opportunity.team.filter((item) => item.role === "member");
  return (
    <Section
      title={t("team.title")}
      actions={
        <Can action="team" allowed={opportunity.allowed}>
          <Button onClick={() => setOpen(true)}>{t("team.edit")}</Button>
        </Can>
      }
    >
      <p className={styles.intro}>{t("team.text")}</p>
      <ul className={styles.posts}>
        {SINGLE_ROLES.map((role) => {
          const member = of(role);
          return (
            <li key={role} data-empty={member ? undefined : ""}>
              <b>{t(`value:team_role.${role}`)}</b>
              <small>{t(`team.duty.${role}`)}</small>
              {member ? (
                <Person person={member.user} />
              ) : (
                <span className={styles.vacant}>{t("team.vacant")}</span>
              )}
            </li>
          );
        })}
      </ul>
      {members.length > 0 ? (
        <>
          <h3 className={styles.more}>{t("team.members")}</h3>
          <ul className={styles.members}>
            {members.map((member) => (
              <li key={member.user.id}>
                <Person person={member.user} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {isOpen ? (
        <Suspense fallback={null}>
          <TeamDialog opportunity={opportunity} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </Section>
  );
}
