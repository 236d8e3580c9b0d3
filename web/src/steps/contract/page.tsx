import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ContractStage, ContractView, PathView, PlanLineMoney } from "@/api/types";
import { findAllowed } from "@/ui/can";
import { DecisionHistory } from "@/ui/decision-history";
import { Day, Money, Person, RecordRef, Tag } from "@/ui/display";
import { FileList } from "@/ui/file-list";
import { currentStage, pathQuery } from "@/ui/path-query";
import { type RecordAction, RecordPage, Section } from "@/ui/record-page";
import { StagePath } from "@/ui/stage-path";
import { PageLoading } from "@/ui/states";
import { Timeline } from "@/ui/timeline";
import { usePhone } from "@/ui/use-phone";
import { type Asking, ContractDialog } from "./dialogs";
import { STAGE_HUES } from "./model";
import { Overview } from "./overview";
import { Plan } from "./plan";
import { contractQuery } from "./queries";

export interface ContractParts {
  /** The tab of the milestones; the delivery step gives it. */
  milestones: (contract: ContractView) => ReactNode;
  /** The tab of invoices and receipts; the cash step gives it. */
  cash: (contract: ContractView) => ReactNode;
  /** The dialog that invoices a line of the plan; the cash step gives it. */
  invoice: (line: PlanLineMoney, onClose: () => void) => ReactNode;
}

/** A contract from its draft to its closing. */
export function ContractPage({
  id,
  tab,
  onTab,
  parts,
}: {
  id: string;
  tab: string | undefined;
  onTab: (tab: string | undefined) => void;
  parts: ContractParts;
}) {
  const { t } = useTranslation("contract");
  const router = useRouter();
  const isPhone = usePhone();
  const { data: contract } = useQuery(contractQuery(id));
  const { data: path } = useQuery(pathQuery("contract", id));
  const [asking, setAsking] = useState<Asking | null>(null);
  const [invoicing, setInvoicing] = useState<PlanLineMoney | null>(null);
  if (!contract) return <PageLoading />;
  const timeline = <Timeline kind="contract" id={id} currency={contract.currency} />;
  const canEdit = findAllowed(contract.allowed, "edit")?.allowed === true;
  const edit = () => void router.navigate({ to: "/contracts/$id/edit", params: { id } });
  const decide = path?.open_request?.mine
    ? [
        {
          label: t("decide.do"),
          kind: "primary" as const,
          run: () => void router.navigate({ href: `/decisions/${path.open_request?.id}` }),
        },
      ]
    : [];
  return (
    <>
      <RecordPage
        back={{ to: "/contracts", label: t("list.title") }}
        title={contract.title}
        number={contract.number}
        tags={<Tag hue={STAGE_HUES[contract.stage]}>{t(`value:contract_stage.${contract.stage}`)}</Tag>}
        facts={[
          {
            label: t("field:amount_minor"),
            value: <Money minor={contract.amount_minor} currency={contract.currency} />,
          },
          { label: t("field:customer"), value: <RecordRef kind="customer" of={contract.customer} /> },
          { label: t("field:signed_on"), value: <Day day={contract.signed_on} /> },
          { label: t("field:owner"), value: <Person person={contract.owner} /> },
          { label: t("field:fr"), value: <Person person={contract.fr} /> },
        ]}
        allowed={contract.allowed}
        actions={[...decide, ...verbsOf(contract, path, t, setAsking, edit)]}
        notice={
          contract.stage === "terminated" && contract.terminate_reason
            ? t("terminate.notice", { reason: contract.terminate_reason })
            : undefined
        }
        path={path ? <StagePath path={path} /> : undefined}
        tabs={[
          {
            key: "overview",
            label: t("tab.overview"),
            content: () => <Overview contract={contract} path={path} onAsk={setAsking} />,
          },
          {
            key: "plan",
            label: t("plan.title"),
            isWide: true,
            content: () => <Plan contract={contract} onInvoice={setInvoicing} />,
          },
          {
            key: "milestones",
            label: t("tab.milestones"),
            isWide: true,
            content: () => parts.milestones(contract),
          },
          { key: "cash", label: t("tab.cash"), isWide: true, content: () => parts.cash(contract) },
          {
            key: "decisions",
            label: t("tab.decisions"),
            content: () => (
              <Section title={t("tab.decisions")}>
                <DecisionHistory kind="contract" id={id} />
              </Section>
            ),
          },
          {
            key: "files",
            label: t("tab.files"),
            content: () => (
              <Section title={t("tab.files")}>
                <FileList
                  kind="contract"
                  id={id}
                  canUpload={contract.allowed.length > 0}
                  canDelete={canEdit}
                />
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
        timeline={isPhone ? undefined : timeline}
      />
      {asking ? (
        <ContractDialog contract={contract} path={path} asking={asking} onClose={() => setAsking(null)} />
      ) : null}
      {invoicing ? parts.invoice(invoicing, () => setInvoicing(null)) : null}
    </>
  );
}

/** The verb that each stage waits for. */
const VERBS: Partial<Record<ContractStage, { action: string; label: string; asking: Asking }[]>> = {
  draft: [{ action: "request_decision", label: "decide.request", asking: "request_decision" }],
  authorised: [{ action: "sign", label: "sign.do", asking: "sign" }],
  signed: [{ action: "register", label: "register.do", asking: "register" }],
  registered: [
    { action: "accept_handover", label: "handover.accept", asking: "accept" },
    { action: "propose_handover", label: "handover.propose", asking: "propose" },
  ],
  executing: [{ action: "fulfil", label: "fulfil.do", asking: "fulfil" }],
  fulfilled: [{ action: "request_decision", label: "decide.request", asking: "request_decision" }],
};

/** What the stage waits for, then editing; a verb that cannot be used yet says why. */
function verbsOf(
  contract: ContractView,
  path: PathView | undefined,
  t: (key: string) => string,
  ask: (asking: Asking) => void,
  edit: () => void,
): RecordAction[] {
  const gate = path ? currentStage(path)?.gate : null;
  const can = (action: string) => findAllowed(contract.allowed, action)?.allowed === true;
  // A request that waits for its decision cannot be made again.
  const waits = (VERBS[contract.stage] ?? []).filter(
    (verb) => !(path?.open_request && verb.action === "request_decision"),
  );
  const verbs = waits.map(
    ({ action, label, asking }): RecordAction => ({
      action,
      label:
        action === "request_decision" && gate ? `${t("decide.request")} · ${gate.toUpperCase()}` : t(label),
      kind: can(action) ? "primary" : "default",
      run: () => ask(asking),
    }),
  );
  return [
    ...verbs,
    { action: "edit", label: t("common:edit"), run: edit },
    {
      action: "terminate",
      label: t("terminate.do"),
      kind: "danger",
      isRare: true,
      run: () => ask("terminate"),
    },
  ];
}
