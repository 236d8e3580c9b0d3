import { useTranslation } from "react-i18next";
import { useCan } from "@/api/session";
import type { ContractView, PathView } from "@/api/types";
import { Button } from "@/ui/button";
import { Can } from "@/ui/can";
import { Day, LongText, Money, None, Person, RecordRef, Share } from "@/ui/display";
import { GatePanel } from "@/ui/gate-panel";
import { currentStage } from "@/ui/path-query";
import { Facts, Section } from "@/ui/record-page";
import { capitalAmount } from "./capitals";
import type { Asking } from "./dialogs";
import { HandoverSection } from "./handover";
import { ContractMoney } from "./money";
import styles from "./overview.module.css";

/** How the contract stands: its money, its next step, its terms, its handover. */
export function Overview({
  contract,
  path,
  onAsk,
}: {
  contract: ContractView;
  path: PathView | undefined;
  onAsk: (asking: Asking) => void;
}) {
  const { t } = useTranslation("contract");
  const canSeeCash = useCan("cash.see");
  const hasHandover = !["draft", "authorised"].includes(contract.stage);
  return (
    <>
      {canSeeCash ? (
        <Section title={t("money.title")}>
          <ContractMoney contractId={contract.id} />
        </Section>
      ) : null}
      {path?.exit ? (
        <div className={styles.card}>
          <GatePanel
            path={path}
            actions={
              currentStage(path)?.gate && !path.open_request ? (
                <Can action="request_decision" allowed={contract.allowed}>
                  <Button onClick={() => onAsk("request_decision")}>{t("decide.request")}</Button>
                </Can>
              ) : undefined
            }
          />
        </div>
      ) : null}
      {hasHandover ? <HandoverSection contract={contract} onAsk={onAsk} /> : null}
      <Section title={t("terms.title")}>
        <Facts
          items={[
            {
              label: t("field:amount_minor"),
              value: (
                <>
                  <Money minor={contract.amount_minor} currency={contract.currency} />
                  {contract.currency === "CNY" ? (
                    <div lang="zh-CN">{capitalAmount(contract.amount_minor)}</div>
                  ) : null}
                </>
              ),
              isWide: true,
            },
            { label: t("field:tax_bp"), value: <Share bp={contract.tax_bp} /> },
            { label: t("field:quotation"), value: <RecordRef kind="quotation" of={contract.quotation} /> },
            {
              label: t("field:opportunity"),
              value: <RecordRef kind="opportunity" of={contract.opportunity} />,
            },
            { label: t("field:signed_on"), value: <Day day={contract.signed_on} /> },
            { label: t("field:effective_on"), value: <Day day={contract.effective_on} /> },
            { label: t("field:customer_signer"), value: contract.customer_signer ?? <None /> },
            { label: t("field:our_signer"), value: <Person person={contract.our_signer} /> },
            {
              label: t("terms.warranty"),
              value:
                contract.warranty_months == null ? (
                  <None />
                ) : (
                  t("terms.months", { count: contract.warranty_months })
                ),
            },
            { label: t("field:unit"), value: contract.unit.name },
            {
              label: t("field:payment_terms"),
              value: <LongText text={contract.payment_terms} />,
              isWide: true,
            },
            {
              label: t("field:delivery_terms"),
              value: <LongText text={contract.delivery_terms} />,
              isWide: true,
            },
            {
              label: t("field:penalty_terms"),
              value: <LongText text={contract.penalty_terms} />,
              isWide: true,
            },
            {
              label: t("field:special_promises"),
              value: <LongText text={contract.special_promises} />,
              isWide: true,
            },
          ]}
        />
      </Section>
    </>
  );
}
