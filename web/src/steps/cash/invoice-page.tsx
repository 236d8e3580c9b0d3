import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { Day, Money, None, RecordRef, Tag } from "@/ui/display";
import { FileList } from "@/ui/file-list";
import { ReasonDialog } from "@/ui/reason-dialog";
import { Facts, RecordPage, Section } from "@/ui/record-page";
import { Skeleton } from "@/ui/states";
import { Timeline } from "@/ui/timeline";
import { useAction } from "@/ui/use-action";
import { INVOICE_HUES } from "./model";
import { afterCash, invoiceQuery } from "./queries";

/** An invoice, how much of it is paid, and how to void it. */
export function InvoicePage({
  id,
  tab,
  onTab,
}: {
  id: string;
  tab: string | undefined;
  onTab: (tab: string | undefined) => void;
}) {
  const { t } = useTranslation("cash");
  const { data: invoice } = useQuery(invoiceQuery(id));
  const [isVoiding, setVoiding] = useState(false);
  const action = useAction(afterCash);
  if (!invoice) return <Skeleton />;
  const money = (minor: number) => <Money minor={minor} currency={invoice.currency} />;
  return (
    <>
      <RecordPage
        back={{ to: "/invoices", label: t("invoice.list") }}
        title={`${invoice.customer.name} · ${invoice.plan_line.name}`}
        number={invoice.number}
        tags={<Tag hue={INVOICE_HUES[invoice.status]}>{t(`value:invoice_status.${invoice.status}`)}</Tag>}
        facts={[
          { label: t("field:amount_minor"), value: money(invoice.amount_minor) },
          { label: t("field:allocated_minor"), value: money(invoice.allocated_minor) },
          { label: t("field:open_minor"), value: money(invoice.open_minor) },
          {
            label: t("field:due_on"),
            value: <Day day={invoice.due_on} isOverdue={invoice.overdue_days > 0} />,
          },
        ]}
        notice={invoice.void_reason ? t("void.notice", { reason: invoice.void_reason }) : undefined}
        allowed={invoice.allowed}
        actions={[{ action: "void", label: t("void.do"), kind: "danger", run: () => setVoiding(true) }]}
        tabs={[
          {
            key: "overview",
            label: t("tab.overview"),
            content: () => (
              <Section title={t("invoice.one")}>
                <Facts
                  items={[
                    { label: t("field:invoice_no"), value: invoice.invoice_no ?? <None /> },
                    {
                      label: t("field:customer"),
                      value: <RecordRef kind="customer" of={invoice.customer} />,
                    },
                    {
                      label: t("field:contract"),
                      value: <RecordRef kind="contract" of={invoice.contract} />,
                    },
                    { label: t("receivable.line"), value: invoice.plan_line.name },
                    { label: t("field:issued_on"), value: <Day day={invoice.issued_on} /> },
                    { label: t("field:due_on"), value: <Day day={invoice.due_on} /> },
                  ]}
                />
              </Section>
            ),
          },
          {
            key: "files",
            label: t("tab.files"),
            content: () => (
              <Section title={t("tab.files")}>
                <FileList kind="invoice" id={id} canUpload={invoice.allowed.length > 0} />
              </Section>
            ),
          },
        ]}
        tab={tab}
        onTab={onTab}
        timeline={<Timeline kind="invoice" id={id} currency={invoice.currency} />}
      />
      {isVoiding ? (
        <ReasonDialog
          title={t("void.title")}
          text={t("void.text")}
          confirmLabel={t("void.do")}
          isDangerous
          note="required"
          noteLabel={t("common:reason")}
          onClose={() => setVoiding(false)}
          onConfirm={({ note }) =>
            action
              .run(
                () =>
                  api.post("/invoices/{id}/void", {
                    path: { id },
                    body: { reason: note },
                    version: invoice.version,
                  }),
                t("void.done"),
                { quiet: true },
              )
              .then(() => undefined)
          }
        />
      ) : null}
    </>
  );
}
