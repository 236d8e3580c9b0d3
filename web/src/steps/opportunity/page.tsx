import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { useMe } from "@/api/session";
import type { AllowedAction, OpportunityView, PathView } from "@/api/types";
import { Button } from "@/ui/button";
import { findAllowed } from "@/ui/can";
import { RequestDecisionDialog } from "@/ui/decision-dialog";
import { DecisionHistory, decisionsOfKey } from "@/ui/decision-history";
import { Day, Money, Person, RecordRef, Tag } from "@/ui/display";
import { FileList } from "@/ui/file-list";
import { GatePanel } from "@/ui/gate-panel";
import { pathKey, pathQuery } from "@/ui/path-query";
import { ReasonDialog } from "@/ui/reason-dialog";
import { type RecordAction, RecordPage, Section } from "@/ui/record-page";
import { StagePath } from "@/ui/stage-path";
import { PageLoading, Skeleton } from "@/ui/states";
import { Timeline, timelineKey } from "@/ui/timeline";
import { toast } from "@/ui/toast";
import { useAction } from "@/ui/use-action";
import { usePhone } from "@/ui/use-phone";
import { isLate } from "./columns";
import { FixLink } from "./fix-link";
import { LadderTab } from "./ladder";
import { isOpen, LOSS_REASONS, STAGE_HUES, stageAfter } from "./model";
import { Overview } from "./overview";
import styles from "./page.module.css";
import { opportunityKeys, opportunityQuery } from "./queries";
import { Scorecards } from "./scorecards";
import { Team } from "./team";

const GateDialog = lazy(() => import("./gate-dialog"));
type Verb = "hold" | "resume" | "lose" | "abandon";
type Open = Verb | "gate" | "renew" | null;

/** What every tab of an opportunity gets. */
export interface TabProps {
  opportunity: OpportunityView;
}

/** An opportunity: where it stands, who carries it, what its next gate still needs. */
export function OpportunityPage({
  id,
  tab,
  onTab,
  quotations,
}: {
  id: string;
  tab: string | undefined;
  onTab: (tab: string | undefined) => void;
  /** The tab of the step that prices it. */
  quotations: (props: { id: string; allowed: AllowedAction[] }) => ReactNode;
}) {
  const { t } = useTranslation("opportunity");
  const router = useRouter();
  const me = useMe();
  const isPhone = usePhone();
  const [open, setOpen] = useState<Open>(null);
  const { data: opportunity } = useQuery(opportunityQuery(id));
  const { data: path } = useQuery(pathQuery("opportunity", id));
  if (!opportunity) return <PageLoading />;
  const next = stageAfter(opportunity.stage);
  const gate = path?.exit?.gate ?? null;
  const isEditable = findAllowed(opportunity.allowed, "edit")?.allowed ?? false;
  const advanceAction = gate ? "request_decision" : "advance";
  const advanceLabel = gate
    ? t("gate.request")
    : next
      ? t("gate.advance", { stage: t(`value:stage.${next}`) })
      : "";
  const forward: RecordAction[] =
    next && path?.exit && !path.open_request
      ? [{ label: advanceLabel, kind: "primary", run: () => setOpen("gate") }]
      : [];
  const isKnown = findAllowed(opportunity.allowed, advanceAction) !== undefined;
  // The gate that opened the stage may be decided anew, for example after it has expired.
  const renewable = path?.gate && path.gate !== gate && !path.open_request ? path.gate : null;
  const renew: RecordAction[] = renewable
    ? [
        {
          action: "request_decision",
          label: t("gate.renew", { gate: t(`value:gate.${renewable}`) }),
          run: () => setOpen("renew"),
        },
      ]
    : [];
  const panel = path ? (
    <GatePanel
      path={path}
      currency={opportunity.currency}
      fix={
        isEditable
          ? (criterion) => <FixLink id={id} criterion={criterion} onField={() => setOpen("gate")} />
          : undefined
      }
      actions={
        forward.length > 0 && isKnown && !opportunity.on_hold ? (
          <Button kind="primary" onClick={() => setOpen("gate")}>
            {advanceLabel}
          </Button>
        ) : null
      }
    />
  ) : (
    <Skeleton lines={6} />
  );
  const timeline = <Timeline kind="opportunity" id={id} currency={opportunity.currency} />;
  const hasPanel = isOpen(opportunity.stage);
  return (
    <>
      <RecordPage
        back={{ to: "/opportunities", label: t("list.title") }}
        title={opportunity.title}
        number={opportunity.number}
        tags={
          <>
            <Tag hue={STAGE_HUES[opportunity.stage]}>{t(`value:stage.${opportunity.stage}`)}</Tag>
            {opportunity.on_hold ? <Tag hue="amber">{t("field:on_hold")}</Tag> : null}
            {opportunity.history ? <Tag>{t("field:history")}</Tag> : null}
          </>
        }
        facts={[
          { label: t("field:customer"), value: <RecordRef kind="customer" of={opportunity.customer} /> },
          {
            label: t("field:amount_minor"),
            value: <Money minor={opportunity.amount_minor} currency={opportunity.currency} isShort />,
          },
          {
            label: t("weighted", { percent: opportunity.rung }),
            value: <Money minor={opportunity.weighted_minor} currency={opportunity.currency} isShort />,
          },
          {
            label: t("field:expected_sign_on"),
            value: <Day day={opportunity.expected_sign_on} isOverdue={isLate(opportunity, me.today)} />,
          },
          { label: t("field:owner"), value: <Person person={opportunity.owner} /> },
        ]}
        allowed={opportunity.allowed}
        actions={[
          ...(isKnown && !opportunity.on_hold ? forward : []),
          ...(opportunity.on_hold
            ? [{ action: "resume", label: t("resume.action"), run: () => setOpen("resume") }]
            : []),
          {
            action: "edit",
            label: t("common:edit"),
            run: () => void router.navigate({ to: "/opportunities/$id/edit", params: { id } }),
          },
          ...renew,
          ...(hasPanel ? stops(t, opportunity, setOpen) : []),
        ]}
        notice={noticeOf(t, opportunity)}
        path={path ? <StagePath path={path} /> : <Skeleton lines={1} />}
        tabs={[
          {
            key: "overview",
            label: t("tab.overview"),
            content: () => (
              <>
                {isPhone && hasPanel ? <div className={styles.card}>{panel}</div> : null}
                <Overview opportunity={opportunity} onTab={onTab} />
              </>
            ),
          },
          { key: "team", label: t("tab.team"), content: () => <Team opportunity={opportunity} /> },
          {
            key: "scorecards",
            label: t("tab.scorecards"),
            content: () => <Scorecards opportunity={opportunity} />,
          },
          { key: "ladder", label: t("tab.ladder"), content: () => <LadderTab opportunity={opportunity} /> },
          {
            key: "quotations",
            label: t("tab.quotations"),
            content: () => quotations({ id, allowed: opportunity.allowed }),
          },
          {
            key: "decisions",
            label: t("tab.decisions"),
            content: () => (
              <Section title={t("tab.decisions")}>
                <DecisionHistory kind="opportunity" id={id} />
              </Section>
            ),
          },
          {
            key: "files",
            label: t("tab.files"),
            content: () => (
              <Section title={t("tab.files")}>
                <FileList kind="opportunity" id={id} canUpload={isEditable} canDelete={isEditable} />
              </Section>
            ),
          },
          {
            key: "log",
            label: t("tab.log"),
            isWide: true,
            content: () => <Section title={t("tab.log")}>{timeline}</Section>,
          },
        ]}
        tab={tab}
        onTab={onTab}
        timeline={
          isPhone ? undefined : hasPanel ? (
            <>
              {panel}
              <h2 className={styles.activity}>{t("common:timeline.title")}</h2>
              {timeline}
            </>
          ) : (
            timeline
          )
        }
      />
      {open === "gate" ? (
        <Suspense fallback={null}>
          <GateDialog id={id} onClose={() => setOpen(null)} onDone={(text) => toast.success(text)} />
        </Suspense>
      ) : open === "renew" && path && renewable ? (
        <RenewDialog opportunity={opportunity} gate={renewable} path={path} onClose={() => setOpen(null)} />
      ) : open && open !== "renew" ? (
        <VerbDialog opportunity={opportunity} verb={open} onClose={() => setOpen(null)} />
      ) : null}
    </>
  );
}

function stops(
  t: TFunction<"opportunity">,
  opportunity: OpportunityView,
  open: (verb: Verb) => void,
): RecordAction[] {
  const hold: RecordAction = { action: "hold", label: t("hold.action"), run: () => open("hold") };
  return [
    ...(opportunity.on_hold ? [] : [hold]),
    { action: "lose", label: t("lose.action"), kind: "danger", run: () => open("lose") },
    { action: "abandon", label: t("abandon.action"), kind: "danger", run: () => open("abandon") },
  ];
}

function noticeOf(t: TFunction<"opportunity">, opportunity: OpportunityView): ReactNode {
  if (opportunity.on_hold)
    return (
      <>
        {t("notice.hold")} {opportunity.hold_reason}
        {opportunity.review_on ? (
          <>
            {" · "}
            {t("field:review_on")} <Day day={opportunity.review_on} />
          </>
        ) : null}
      </>
    );
  if (opportunity.stage !== "lost" && opportunity.stage !== "abandoned") return null;
  const reason = opportunity.loss_reason ? t(`value:loss_reason.${opportunity.loss_reason}`) : "";
  return [t(`notice.${opportunity.stage}`), reason, opportunity.loss_note].filter(Boolean).join(" ");
}

/** Asks again for the decision that opened the present stage. */
function RenewDialog({
  opportunity,
  gate,
  path,
  onClose,
}: {
  opportunity: OpportunityView;
  gate: string;
  path: PathView;
  onClose: () => void;
}) {
  const { t } = useTranslation("opportunity");
  const { id, version } = opportunity;
  const [key] = useState(newKey);
  const action = useAction([
    opportunityKeys.all,
    pathKey("opportunity", id),
    decisionsOfKey("opportunity", id),
    timelineKey("opportunity", id),
  ]);
  return (
    <RequestDecisionDialog
      gate={gate}
      criteria={[]}
      deciders={path.deciders}
      onClose={onClose}
      onSubmit={(note) =>
        action.run(
          () =>
            api.post("/decisions", {
              body: { kind: "opportunity", record_id: id, gate, note, version },
              key,
            }),
          t("gate.requested"),
          { quiet: true },
        )
      }
    />
  );
}

/** Pausing, going on, giving up: each asks what must be known afterwards. */
function VerbDialog({
  opportunity,
  verb,
  onClose,
}: {
  opportunity: OpportunityView;
  verb: Verb;
  onClose: () => void;
}) {
  const { t } = useTranslation("opportunity");
  const me = useMe();
  const queryClient = useQueryClient();
  const { id, version } = opportunity;
  const action = useAction([opportunityKeys.all, pathKey("opportunity", id), timelineKey("opportunity", id)]);
  const send = async (act: () => Promise<OpportunityView>) => {
    const keep = async () => queryClient.setQueryData(opportunityKeys.detail(id), await act());
    await action.run(keep, t(`${verb}.done`), { quiet: true });
  };
  const seen = { path: { id }, version };
  const common = {
    title: t(`${verb}.title`),
    text: t(`${verb}.text`),
    confirmLabel: t(`${verb}.action`),
    onClose,
  };
  if (verb === "hold")
    return (
      <ReasonDialog
        {...common}
        note="required"
        noteLabel={t("common:reason")}
        dayLabel={t("field:review_on")}
        dayFrom={dayAfter(me.today)}
        onConfirm={({ note, day }) =>
          send(() =>
            api.post("/opportunities/{id}/hold", { ...seen, body: { reason: note, review_on: day } }),
          )
        }
      />
    );
  if (verb === "resume")
    return (
      <ReasonDialog
        {...common}
        onConfirm={() => send(() => api.post("/opportunities/{id}/resume", { ...seen, body: {} }))}
      />
    );
  return (
    <ReasonDialog
      {...common}
      isDangerous
      reasons={LOSS_REASONS.map((value) => ({ value, label: t(`value:loss_reason.${value}`) }))}
      noteNeededFor={["other"]}
      note="optional"
      onReason={(reason, { note }) =>
        send(() =>
          api.post(`/opportunities/{id}/${verb}`, { ...seen, body: { reason, note: note || undefined } }),
        )
      }
    />
  );
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
