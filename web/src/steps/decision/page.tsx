import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { findAllowed } from "@/ui/can";
import { DecisionTag } from "@/ui/decision-history";
import { Day, Instant, Person, Tag } from "@/ui/display";
import { pathQuery } from "@/ui/path-query";
import { recordHref } from "@/ui/record-href";
import { type RecordAction, RecordPage, Section } from "@/ui/record-page";
import { PageLoading } from "@/ui/states";
import { Timeline } from "@/ui/timeline";
import { ChecklistCompare } from "./compare";
import { Material } from "./material";
import styles from "./page.module.css";
import { type Asked, ChangedNote, DecisionDialogs, DueTag, OutcomeNote, ProposerNote, whyNot } from "./parts";
import { decisionQuery } from "./queries";

/** One request for a decision: its frozen material, the checklist then and now, the outcome. */
export function DecisionPage({
  id,
  tab,
  onTab,
}: {
  id: string;
  tab: string | undefined;
  onTab: (tab: string | undefined) => void;
}) {
  const { t } = useTranslation("decision");
  const [asked, setAsked] = useState<Asked>(null);
  const { data: decision } = useQuery(decisionQuery(id));
  const path = useQuery({
    ...pathQuery(decision?.kind ?? "lead", decision?.record_id ?? ""),
    enabled: decision?.status === "submitted",
  });
  const canDecide = decision ? (findAllowed(decision.allowed, "decide")?.allowed ?? false) : false;
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === "d" && canDecide && isIdle(event)) setAsked("decide");
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, []);
  if (!decision) return <PageLoading />;
  const isOpen = decision.status === "submitted";
  const deciders = (path.data?.deciders ?? []).map((person) => person.name).join(t("common:list_comma"));
  const actions: RecordAction[] = isOpen
    ? [
        {
          action: "decide",
          label: t("common:decision.decide"),
          kind: "primary",
          run: () => setAsked("decide"),
        },
        ...(findAllowed(decision.allowed, "withdraw")?.allowed
          ? [{ action: "withdraw", label: t("withdraw.action"), run: () => setAsked("withdraw") }]
          : []),
      ]
    : [];
  return (
    <>
      <RecordPage
        back={{ to: "/decisions", label: t("list.title") }}
        title={`${t(`value:gate.${decision.gate}`)} · ${decision.record_title}`}
        number={decision.record_number}
        tags={
          <>
            <DecisionTag row={decision} />
            <Tag>{t("common:decision.round", { round: decision.round })}</Tag>
            {isOpen ? <DueTag dueOn={decision.due_on} /> : null}
          </>
        }
        facts={[
          {
            label: t(`common:kind.${decision.kind}`),
            value: (
              <Link to={recordHref(decision.kind, decision.record_id) as "/"}>{decision.record_number}</Link>
            ),
          },
          { label: t("field:proposer"), value: <Person person={decision.proposer} /> },
          { label: t("field:proposed_at"), value: <Instant at={decision.proposed_at} /> },
          { label: t("field:due_on"), value: <Day day={decision.due_on} /> },
        ]}
        allowed={decision.allowed}
        actions={actions}
        notice={whyNot(t, decision, deciders)}
        sideLabel={t("compare.title")}
        tabs={[
          {
            key: "material",
            label: t("tab.material"),
            content: () => (
              <>
                <ChangedNote decision={decision} />
                <OutcomeNote decision={decision} />
                <ProposerNote decision={decision} />
                <p className={styles.frozen}>
                  {t("material.frozen")} <Instant at={decision.proposed_at} />
                </p>
                <Material snapshot={decision.snapshot} kind={decision.kind} />
              </>
            ),
          },
          {
            key: "log",
            label: t("tab.log"),
            content: () => (
              <Section title={t("tab.log")}>
                <Timeline kind={decision.kind} id={decision.record_id} canNote={false} />
              </Section>
            ),
          },
        ]}
        tab={tab}
        onTab={onTab}
        timeline={<ChecklistCompare decision={decision} />}
      />
      <DecisionDialogs decision={decision} asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}

/** A key that is meant for the page: not typed into a field, nothing open above it. */
export function isIdle(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  const target = event.target as HTMLElement;
  return (
    !target.closest("input,textarea,select,[contenteditable=true]") &&
    document.querySelector("dialog[open],[role=menu]") === null
  );
}
