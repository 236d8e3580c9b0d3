import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useMe } from "@/api/session";
import type { LeadView } from "@/api/types";
import { findAllowed } from "@/ui/can";
import { Day, Instant, Money, None, Person, RecordRef, Tag } from "@/ui/display";
import { FileList } from "@/ui/file-list";
import { GateChecklist } from "@/ui/gate-checklist";
import { pathKey, pathQuery } from "@/ui/path-query";
import { ReasonDialog } from "@/ui/reason-dialog";
import { Facts, type RecordAction, RecordPage, Section } from "@/ui/record-page";
import { StagePath } from "@/ui/stage-path";
import { PageLoading, Skeleton } from "@/ui/states";
import { StepChoice } from "@/ui/step-choice";
import { Timeline, timelineKey } from "@/ui/timeline";
import { useAction } from "@/ui/use-action";
import { Completeness, FourElements } from "./elements";
import { GradeReason, GradeTag } from "./gauge";
import { CLOSE_REASONS, CRITERIA, gradeOf, STATUS_HUES, STEPS } from "./model";
import styles from "./page.module.css";
import { leadKeys, leadQuery } from "./queries";
import { Verification, VerifyDialog } from "./verification";

const ConvertDialog = lazy(() => import("./convert-dialog"));
type Open = "verify" | "convert" | "close" | "reopen" | null;

/** A lead: what is known of it, how hot it is, and what became of it. */
export function LeadPage({
  id,
  tab,
  onTab,
}: {
  id: string;
  tab: string | undefined;
  onTab: (tab: string | undefined) => void;
}) {
  const { t } = useTranslation("lead");
  const router = useRouter();
  const me = useMe();
  const [open, setOpen] = useState<Open>(null);
  const { data: lead } = useQuery(leadQuery(id));
  const { data: path } = useQuery(pathQuery("lead", id));
  if (!lead) return <PageLoading />;
  const isOpen = lead.status === "new" || lead.status === "nurturing";
  const isLate = isOpen && lead.review_on != null && lead.review_on <= me.today;
  const edit = () => void router.navigate({ to: "/leads/$id/edit", params: { id } });
  const isEditable = findAllowed(lead.allowed, "edit")?.allowed ?? false;
  const canConvert = findAllowed(lead.allowed, "convert")?.allowed ?? false;
  const verify: RecordAction = {
    action: "verify",
    label: lead.verification ? t("verify.again") : t("verify.action"),
    kind: canConvert ? "default" : "primary",
    run: () => setOpen("verify"),
  };
  const convert: RecordAction = {
    action: "convert",
    label: t("convert.action"),
    kind: canConvert ? "primary" : "default",
    run: () => setOpen("convert"),
  };
  const change: RecordAction = { action: "edit", label: t("common:edit"), run: edit };
  const actions: RecordAction[] = isOpen
    ? [
        ...(canConvert ? [convert, verify] : [verify, convert]),
        change,
        { action: "close", label: t("close.action"), kind: "danger", run: () => setOpen("close") },
      ]
    : [change, { action: "reopen", label: t("reopen.action"), run: () => setOpen("reopen") }];
  return (
    <>
      <RecordPage
        back={{ to: "/leads", label: t("list.title") }}
        title={lead.title}
        number={lead.number}
        tags={
          <>
            <Tag hue={STATUS_HUES[lead.status]}>{t(`value:lead_status.${lead.status}`)}</Tag>
            <GradeTag grade={lead.grade} />
          </>
        }
        facts={[
          {
            label: t("field:customer"),
            value: lead.customer ? (
              <RecordRef kind="customer" of={lead.customer} />
            ) : lead.customer_name ? (
              <>
                {lead.customer_name} <small className={styles.aside}>{t("customer_new")}</small>
              </>
            ) : (
              <None />
            ),
          },
          {
            label: t("field:amount_minor"),
            value: <Money minor={lead.amount_minor} currency={lead.currency ?? me.currency} isShort />,
          },
          { label: t("field:entry_on"), value: <Day day={lead.entry_on} /> },
          { label: t("field:review_on"), value: <Day day={lead.review_on} isOverdue={isLate} /> },
          { label: t("field:completeness"), value: <Completeness count={lead.completeness} /> },
          { label: t("field:owner"), value: <Person person={lead.owner} /> },
        ]}
        allowed={lead.allowed}
        actions={actions}
        notice={noticeOf(t, lead, isLate)}
        path={path ? <StagePath path={path} /> : <Skeleton lines={1} />}
        tabs={[
          {
            key: "overview",
            label: t("tab.overview"),
            content: () => <Overview lead={lead} onEdit={isEditable ? edit : undefined} />,
          },
          {
            key: "files",
            label: t("tab.files"),
            content: () => (
              <Section title={t("tab.files")}>
                <FileList kind="lead" id={id} canUpload={isEditable} canDelete={isEditable} />
              </Section>
            ),
          },
        ]}
        tab={tab}
        onTab={onTab}
        timeline={<Timeline kind="lead" id={id} currency={lead.currency} />}
      />
      <Dialogs lead={lead} open={open} onClose={() => setOpen(null)} />
    </>
  );
}

function noticeOf(t: TFunction<"lead">, lead: LeadView, isLate: boolean): ReactNode {
  if (lead.opportunity)
    return (
      <>
        {t("notice.converted")} <RecordRef kind="opportunity" of={lead.opportunity} />
      </>
    );
  if (lead.status === "closed") {
    const reason = lead.close_reason ? t(`value:lead_close_reason.${lead.close_reason}`) : "";
    return [t("notice.closed"), reason, lead.close_note].filter(Boolean).join(" ");
  }
  return isLate ? t("notice.late") : null;
}

function Overview({ lead, onEdit }: { lead: LeadView; onEdit?: () => void }) {
  const { t } = useTranslation("lead");
  const me = useMe();
  const grade = gradeOf(lead, me.today);
  return (
    <>
      <Section title={t("form.elements")}>
        <FourElements lead={lead} onEdit={onEdit} />
      </Section>
      <div className={styles.pair}>
        <Section title={t("field:grade")} actions={<GradeTag grade={lead.grade} />}>
          <div className={styles.criteria}>
            {CRITERIA.map((criterion) => (
              <StepChoice
                key={criterion}
                label={t(`field:${criterion}`)}
                value={lead[criterion]}
                options={STEPS.map((value) => ({ value, label: t(`step.${criterion}.${value}`) }))}
                isReadOnly
              />
            ))}
          </div>
          <GradeReason grade={grade} entryOn={lead.entry_on} override={lead.grade_override} />
          {lead.grade_override_reason ? <p className={styles.quote}>{lead.grade_override_reason}</p> : null}
        </Section>
        <Verification lead={lead} />
      </div>
      {lead.exit && lead.status !== "converted" ? (
        <Section title={lead.exit.to === "converted" ? t("exit.convert") : t("exit.verify")}>
          <GateChecklist criteria={lead.exit.criteria} />
        </Section>
      ) : null}
      <Section title={t("form.basics")}>
        <Facts
          items={[
            { label: t("field:contact_name"), value: lead.contact_name ?? <None /> },
            {
              label: t("field:contact_phone"),
              value: lead.contact_phone ? (
                <a href={`tel:${lead.contact_phone.replace(/[^\d+]/g, "")}`}>{lead.contact_phone}</a>
              ) : (
                <None />
              ),
            },
            {
              label: t("field:source"),
              value: lead.source ? t(`value:lead_source.${lead.source}`) : <None />,
            },
            { label: t("field:collector"), value: <Person person={lead.collector} /> },
            { label: t("field:unit"), value: lead.unit.name },
            { label: t("field:created_at"), value: <Instant at={lead.created_at} /> },
          ]}
        />
      </Section>
    </>
  );
}

function Dialogs({ lead, open, onClose }: { lead: LeadView; open: Open; onClose: () => void }) {
  const { t } = useTranslation("lead");
  const action = useAction([leadKeys.all, pathKey("lead", lead.id), timelineKey("lead", lead.id)]);
  const send = (act: () => Promise<LeadView>, done: string) => action.run(act, done, { quiet: true });
  const seen = { path: { id: lead.id }, version: lead.version };
  if (open === "verify")
    return (
      <VerifyDialog
        lead={lead}
        onClose={onClose}
        onSubmit={(body) => send(() => api.post("/leads/{id}/verify", { ...seen, body }), t("verify.done"))}
      />
    );
  if (open === "convert")
    return (
      <Suspense fallback={null}>
        <ConvertDialog lead={lead} onClose={onClose} />
      </Suspense>
    );
  if (open === "close")
    return (
      <ReasonDialog
        title={t("close.title")}
        text={t("close.text")}
        confirmLabel={t("close.action")}
        isDangerous
        reasons={CLOSE_REASONS.map((value) => ({ value, label: t(`value:lead_close_reason.${value}`) }))}
        noteNeededFor={["other"]}
        note="optional"
        onClose={onClose}
        onReason={async (reason, { note }) => {
          const body = { reason, note: note || undefined };
          await send(() => api.post("/leads/{id}/close", { ...seen, body }), t("close.done"));
        }}
      />
    );
  if (open === "reopen")
    return (
      <ReasonDialog
        title={t("reopen.title")}
        text={t("reopen.text")}
        confirmLabel={t("reopen.action")}
        onClose={onClose}
        onConfirm={async () => {
          await send(() => api.post("/leads/{id}/reopen", { ...seen, body: {} }), t("reopen.done"));
        }}
      />
    );
  return null;
}
