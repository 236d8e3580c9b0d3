import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { useMe } from "@/api/session";
import type { QuotationView } from "@/api/types";
import { currentLocale } from "@/i18n";
import { formatInstant } from "@/i18n/format";
import { findAllowed } from "@/ui/can";
import { Day, LongText, Money, RecordRef, Tag } from "@/ui/display";
import { FileList } from "@/ui/file-list";
import { ReasonDialog } from "@/ui/reason-dialog";
import { recordHref } from "@/ui/record-href";
import { Facts, RecordPage, Section } from "@/ui/record-page";
import { Skeleton } from "@/ui/states";
import { Timeline, timelineKey } from "@/ui/timeline";
import { useAction } from "@/ui/use-action";
import { LineTable } from "./line-table";
import { revisionsOf, STATUS_HUES, totalsOfView } from "./model";
import { quotationKeys, quotationQuery, quotationsOfQuery } from "./queries";
import { RevisionSwitch } from "./revision-switch";
import { TotalsBar } from "./totals";

type Asking = "submit" | "withdraw" | "draft_contract";

/** A revision of a quotation: its lines and terms, and what may be done with it. */
export function QuotationPage({
  id,
  tab,
  onTab,
}: {
  id: string;
  tab: string | undefined;
  onTab: (tab: string | undefined) => void;
}) {
  const { t } = useTranslation("bid");
  const router = useRouter();
  const me = useMe();
  const { data: quotation } = useQuery(quotationQuery(id));
  const { data: siblings } = useQuery({
    ...quotationsOfQuery(quotation?.opportunity.id ?? ""),
    enabled: quotation !== undefined,
  });
  const [asking, setAsking] = useState<Asking | null>(null);
  const action = useAction([quotationKeys.all, timelineKey("quotation", id)]);
  if (!quotation) return <Skeleton />;
  const open = (kind: string, other: string) => void router.navigate({ href: recordHref(kind, other) });
  const canEdit = findAllowed(quotation.allowed, "edit")?.allowed === true;
  const revisions = revisionsOf(siblings?.items ?? [], quotation.number);
  const latest = revisions[0];
  const isExpired = quotation.valid_until != null && quotation.valid_until < me.today;
  const revise = () =>
    action.run(async () => {
      const draft = await api.post("/quotations/{id}/revise", {
        path: { id },
        body: {},
        version: quotation.version,
        key: newKey(),
      });
      await router.navigate({ to: "/quotations/$id/edit", params: { id: draft.id } });
    }, t("done.revised"));
  const can = (name: string) => findAllowed(quotation.allowed, name)?.allowed === true;
  const verbs = [
    {
      action: "edit",
      label: t("common:edit"),
      run: () => void router.navigate({ to: "/quotations/$id/edit", params: { id } }),
    },
    { action: "submit", label: t("submit.do"), kind: "primary" as const, run: () => setAsking("submit") },
    ...(quotation.status === "submitted"
      ? [
          {
            label: t("atb.do"),
            kind: "primary" as const,
            run: () => open("opportunity", quotation.opportunity.id),
          },
        ]
      : []),
    {
      action: "draft_contract",
      label: t("contract.do"),
      kind: "primary" as const,
      run: () => setAsking("draft_contract"),
    },
    { action: "revise", label: t("revise.do"), run: () => void revise() },
    {
      action: "withdraw",
      label: t("withdraw.do"),
      kind: "danger" as const,
      isRare: true,
      run: () => setAsking("withdraw"),
    },
  ];
  return (
    <>
      <RecordPage
        back={{ to: "/quotations", label: t("list.title") }}
        title={t("page.title", { name: quotation.opportunity.name })}
        number={quotation.number}
        tags={
          <>
            <RevisionSwitch
              quotation={quotation}
              revisions={revisions}
              onPick={(other) => open("quotation", other)}
            />
            <Tag hue={STATUS_HUES[quotation.status]}>{t(`value:quotation_status.${quotation.status}`)}</Tag>
          </>
        }
        facts={[
          {
            label: t("totals.total"),
            value: <Money minor={quotation.total_minor} currency={quotation.currency} />,
          },
          {
            label: t("field:opportunity"),
            value: <RecordRef kind="opportunity" of={quotation.opportunity} />,
          },
          {
            label: t("field:valid_until"),
            value: (
              <Day
                day={quotation.valid_until}
                isOverdue={isExpired && ["draft", "submitted", "authorised"].includes(quotation.status)}
              />
            ),
          },
        ]}
        allowed={quotation.allowed}
        // What can be done now comes first; the rest says why it cannot.
        actions={[
          ...verbs.filter((verb) => !verb.action || can(verb.action)),
          ...verbs
            .filter((verb) => verb.action && !can(verb.action))
            .map((verb) => ({ ...verb, kind: "default" as const })),
        ]}
        notice={
          quotation.status === "draft" ? undefined : (
            <Notice quotation={quotation} isLatest={!latest || latest.id === quotation.id} />
          )
        }
        tabs={[
          {
            key: "lines",
            label: t("line.title"),
            isWide: true,
            content: () => (
              <>
                <LineTable quotation={quotation} />
                <TotalsBar totals={totalsOfView(quotation)} currency={quotation.currency} />
              </>
            ),
          },
          { key: "terms", label: t("terms.title"), content: () => <Terms quotation={quotation} /> },
          {
            key: "files",
            label: t("tab.files"),
            content: () => (
              <Section title={t("tab.files")}>
                <FileList kind="quotation" id={id} canUpload={canEdit} canDelete={canEdit} />
              </Section>
            ),
          },
        ]}
        tab={tab}
        onTab={onTab}
        timeline={<Timeline kind="quotation" id={id} currency={quotation.currency} />}
      />
      {asking ? (
        <AskDialog quotation={quotation} asking={asking} onClose={() => setAsking(null)} action={action} />
      ) : null}
    </>
  );
}

/** Why this revision can no longer be changed, or that a newer one exists. */
function Notice({ quotation, isLatest }: { quotation: QuotationView; isLatest: boolean }) {
  const { t } = useTranslation("bid");
  return (
    <>
      {quotation.submitted_at && quotation.submitted_by
        ? t("locked.by", {
            name: quotation.submitted_by.name,
            at: formatInstant(quotation.submitted_at, currentLocale()),
          })
        : t("locked.plain")}{" "}
      {isLatest ? t("locked.revise") : t("locked.newer")}
    </>
  );
}

function Terms({ quotation }: { quotation: QuotationView }) {
  const { t } = useTranslation("bid");
  return (
    <Section title={t("terms.title")}>
      <Facts
        items={[
          {
            label: t("field:payment_terms"),
            value: <LongText text={quotation.payment_terms} />,
            isWide: true,
          },
          {
            label: t("field:delivery_terms"),
            value: <LongText text={quotation.delivery_terms} />,
            isWide: true,
          },
          { label: t("field:note"), value: <LongText text={quotation.note} />, isWide: true },
        ]}
      />
    </Section>
  );
}

function AskDialog({
  quotation,
  asking,
  onClose,
  action,
}: {
  quotation: QuotationView;
  asking: Asking;
  onClose: () => void;
  action: ReturnType<typeof useAction>;
}) {
  const { t } = useTranslation("bid");
  const router = useRouter();
  const path = { id: quotation.id };
  const { version } = quotation;
  const send = (act: () => Promise<unknown>, done: string) =>
    action.run(act, done, { quiet: true }).then(() => undefined);
  if (asking === "submit") {
    return (
      <ReasonDialog
        title={t("submit.title")}
        text={t("submit.text")}
        confirmLabel={t("submit.do")}
        onClose={onClose}
        onConfirm={() =>
          send(
            () => api.post("/quotations/{id}/submit", { path, body: {}, version, key: newKey() }),
            t("done.submitted"),
          )
        }
      />
    );
  }
  if (asking === "withdraw") {
    return (
      <ReasonDialog
        title={t("withdraw.title")}
        text={t("withdraw.text")}
        confirmLabel={t("withdraw.do")}
        isDangerous
        note="required"
        noteLabel={t("common:reason")}
        onClose={onClose}
        onConfirm={({ note }) =>
          send(
            () => api.post("/quotations/{id}/withdraw", { path, body: { reason: note }, version }),
            t("done.withdrawn"),
          )
        }
      />
    );
  }
  return (
    <ReasonDialog
      title={t("contract.title")}
      text={t("contract.text")}
      confirmLabel={t("contract.do")}
      note="optional"
      noteLabel={t("contract.name")}
      onClose={onClose}
      onConfirm={({ note }) =>
        send(async () => {
          const contract = await api.post("/quotations/{id}/contract", {
            path,
            body: note ? { title: note } : {},
            key: newKey(),
          });
          await router.navigate({ href: recordHref("contract", contract.id) });
        }, t("done.drafted"))
      }
    />
  );
}
