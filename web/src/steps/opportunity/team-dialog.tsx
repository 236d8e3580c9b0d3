import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { Id, OpportunityView, Problem, Ref, Role, TeamRole } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Person } from "@/ui/display";
import { Field } from "@/ui/field";
import { pathKey } from "@/ui/path-query";
import { PersonSelect } from "@/ui/pickers";
import { ProblemNote } from "@/ui/problem-note";
import { timelineKey } from "@/ui/timeline";
import { useAction } from "@/ui/use-action";
import { SINGLE_ROLES } from "./model";
import { opportunityKeys } from "./queries";
import styles from "./team-dialog.module.css";

/** Fills the posts of the team; saved as a whole. */
export default function TeamDialog({
  opportunity,
  onClose,
}: {
  opportunity: OpportunityView;
  onClose: () => void;
}) {
  const { t } = useTranslation("opportunity");
  const form = useId();
  const queryClient = useQueryClient();
  const { id, team } = opportunity;
  const userOf = (role: TeamRole) => team.find((item) => item.role === role)?.user ?? null;
  const [posts, setPosts] = useState<Partial<Record<TeamRole, Id | null>>>(() =>
    Object.fromEntries(SINGLE_ROLES.map((role) => [role, userOf(role)?.id ?? null])),
  );
  const [members, setMembers] = useState<Ref[]>(() =>
    team.filter((item) => item.role === "member").map((item) => item.user),
  );
  const [problem, setProblem] = useState<Problem | null>(null);
  const action = useAction([opportunityKeys.all, pathKey("opportunity", id), timelineKey("opportunity", id)]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    const chosen = SINGLE_ROLES.flatMap((role) => {
      const user_id = posts[role];
      return user_id ? [{ user_id, role }] : [];
    });
    const body = {
      members: [...chosen, ...members.map((user) => ({ user_id: user.id, role: "member" as const }))],
    };
    const save = async () => {
      const view = await api.put("/opportunities/{id}/team", {
        path: { id },
        body,
        version: opportunity.version,
      });
      queryClient.setQueryData(opportunityKeys.detail(id), view);
    };
    try {
      await action.run(save, t("common:saved"), { quiet: true });
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <Dialog
      title={t("team.edit")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={form} kind="primary" busy={action.isBusy}>
            {t("common:save")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        {SINGLE_ROLES.map((role) => (
          <Field key={role} label={t(`value:team_role.${role}`)} help={t(`team.duty.${role}`)}>
            <PersonSelect
              role={role as Role}
              value={posts[role]}
              current={userOf(role)}
              allowClear
              placeholder={t("team.choose")}
              onChange={(next) => setPosts({ ...posts, [role]: next })}
            />
          </Field>
        ))}
        <Field label={t("team.add_member")}>
          <PersonSelect
            value={null}
            placeholder={t("team.choose")}
            onPerson={(person) => {
              if (!members.some((item) => item.id === person.id)) setMembers([...members, person]);
            }}
          />
        </Field>
        {members.length > 0 ? (
          <ul className={styles.members}>
            {members.map((member) => (
              <li key={member.id}>
                <Person person={member} />
                <button
                  type="button"
                  aria-label={t("team.remove", { name: member.name })}
                  onClick={() => setMembers(members.filter((item) => item.id !== member.id))}
                >
                  ×
                </button>
              </li>
            ))}
          </ul>
        ) : null}
        {problem ? <ProblemNote problem={problem} /> : null}
      </form>
    </Dialog>
  );
}
