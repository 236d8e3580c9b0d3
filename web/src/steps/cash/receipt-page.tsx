import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { ReceiptView } from "@/api/types";
import { Button } from "@/ui/button";
import { Can, findAllowed } from "@/ui/can";
import { Day, LongText, Money, None, RecordRef, Tag } from "@/ui/display";
import { FileList } from "@/ui/file-list";
import { ReasonDialog } from "@/ui/reason-dialog";
import { Facts, RecordPage, Section } from "@/ui/record-page";
import { Empty, Skeleton } from "@/ui/states";
import { Timeline } from "@/ui/timeline";
import { useAction } from "@/ui/use-action";
import { AllocationDialog } from "./allocation-dialog";
import { afterCash, receiptQuery } from "./queries";
import styles from "./receipt-page.module.css";

/** A receipt and what it pays for. */
export function ReceiptPage({
  id,
  tab,
  onTab,
}: {
  id: string;
  tab: string | undefined;
  onTab: (tab: string | undefined) => void;
}) {
  const { t } = useTranslation("cash");
  const { data: receipt } = useQuery(receiptQuery(id));
  const [isAllocating, setAllocating] = useState(false);
  if (!receipt) return <Skeleton />;
  const money = (minor: number) => <Money minor={minor} currency={receipt.currency} />;
  return (
    <>
      <RecordPage
        back={{ to: "/receipts", label: t("receipt.list") }}
        title={receipt.customer.name}
        number={receipt.number}
        tags={
          receipt.open_minor === 0 ? (
            <Tag hue="green">{t("receipt.settled")}</Tag>
          ) : (
            <Tag hue="amber">{t("receipt.unsettled")}</Tag>
          )
        }
        facts={[
          { label: t("field:amount_minor"), value: money(receipt.amount_minor) },
          { label: t("field:allocated_minor"), value: money(receipt.allocated_minor) },
          { label: t("receipt.open"), value: money(receipt.open_minor) },
          { label: t("field:received_on"), value: <Day day={receipt.received_on} /> },
        ]}
        allowed={receipt.allowed}
        actions={[
          {
            action: "allocate",
            label: t("allocate.do"),
            kind: findAllowed(receipt.allowed, "allocate")?.allowed ? "primary" : "default",
            run: () => setAllocating(true),
          },
        ]}
        tabs={[
          {
            key: "overview",
            label: t("tab.overview"),
            content: () => (
              <>
                <Allocations receipt={receipt} onAllocate={() => setAllocating(true)} />
                <Section title={t("receipt.one")}>
                  <Facts
                    items={[
                      {
                        label: t("field:customer"),
                        value: <RecordRef kind="customer" of={receipt.customer} />,
                      },
                      { label: t("field:method"), value: t(`value:method.${receipt.method}`) },
                      { label: t("field:bank_reference"), value: receipt.bank_reference ?? <None /> },
                      { label: t("field:received_on"), value: <Day day={receipt.received_on} /> },
                      { label: t("field:note"), value: <LongText text={receipt.note} />, isWide: true },
                    ]}
                  />
                </Section>
              </>
            ),
          },
          {
            key: "files",
            label: t("tab.files"),
            content: () => (
              <Section title={t("tab.files")}>
                <FileList kind="receipt" id={id} canUpload={receipt.allowed.length > 0} />
              </Section>
            ),
          },
        ]}
        tab={tab}
        onTab={onTab}
        timeline={<Timeline kind="receipt" id={id} currency={receipt.currency} />}
      />
      {isAllocating ? <AllocationDialog receipt={receipt} onClose={() => setAllocating(false)} /> : null}
    </>
  );
}

type Allocated = ReceiptView["allocations"][number];

function Allocations({ receipt, onAllocate }: { receipt: ReceiptView; onAllocate: () => void }) {
  const { t } = useTranslation("cash");
  const [undoing, setUndoing] = useState<Allocated | null>(null);
  const action = useAction(afterCash);
  const mayUndo = findAllowed(receipt.allowed, "release")?.allowed === true;
  if (receipt.allocations.length === 0) {
    return (
      <Section title={t("allocate.list")}>
        <Empty
          title={t("allocate.none")}
          text={t("allocate.none_text")}
          action={
            <Can action="allocate" allowed={receipt.allowed}>
              <Button kind="primary" onClick={onAllocate}>
                {t("allocate.do")}
              </Button>
            </Can>
          }
        />
      </Section>
    );
  }
  return (
    <Section title={t("allocate.list")}>
      <ul className={styles.rows}>
        {receipt.allocations.map((item) => (
          <li key={item.id}>
            <Link to="/invoices/$id" params={{ id: item.invoice.id }}>
              {item.invoice.name}
            </Link>
            <Money minor={item.amount_minor} currency={receipt.currency} />
            {mayUndo ? (
              <Button kind="quiet" onClick={() => setUndoing(item)}>
                {t("undo.do")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {undoing ? (
        <ReasonDialog
          title={t("undo.title")}
          text={t("undo.text", { name: undoing.invoice.name })}
          confirmLabel={t("undo.do")}
          isDangerous
          onClose={() => setUndoing(null)}
          onConfirm={() =>
            action
              .run(
                () => api.delete("/allocations/{id}", { path: { id: undoing.id }, version: undoing.version }),
                t("undo.done"),
                { quiet: true },
              )
              .then(() => undefined)
          }
        />
      ) : null}
    </Section>
  );
}
