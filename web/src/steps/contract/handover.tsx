import { useTranslation } from "react-i18next";
import type { ContractView } from "@/api/types";
import { Button } from "@/ui/button";
import { Can, findAllowed } from "@/ui/can";
import { Instant, LongText, Person, Tag } from "@/ui/display";
import { Section } from "@/ui/record-page";
import type { Asking } from "./dialogs";
import styles from "./handover.module.css";
import { HANDOVER_HUES } from "./model";

/** What is passed on orally or in writing at a handover (method 9.1). */
export const HANDOVER_POINTS = [
  "contract",
  "promises",
  "tender",
  "customer",
  "risks",
  "estimate",
  "acceptance",
  "site",
  "changes",
  "open",
] as const;

/** From selling to delivering: proposed by the one, accepted or refused by the delivery manager. */
export function HandoverSection({
  contract,
  onAsk,
}: {
  contract: ContractView;
  onAsk: (asking: Asking) => void;
}) {
  const { t } = useTranslation("contract");
  const { handover } = contract;
  const isOpen = handover.state === "proposed";
  const mayAnswer = findAllowed(contract.allowed, "accept_handover");
  return (
    <Section
      title={t("handover.title")}
      actions={<Tag hue={HANDOVER_HUES[handover.state]}>{t(`value:handover_state.${handover.state}`)}</Tag>}
    >
      {handover.state === "none" ? (
        <p className={styles.text}>{t("handover.none")}</p>
      ) : (
        <div className={styles.state}>
          <Person person={handover.by} />
          <Instant at={handover.at} isAgo />
          {handover.note ? (
            <div className={styles.note}>
              <LongText text={handover.note} />
            </div>
          ) : null}
        </div>
      )}
      <div className={styles.actions}>
        {handover.state === "none" || handover.state === "refused" ? (
          <Can action="propose_handover" allowed={contract.allowed}>
            <Button onClick={() => onAsk("propose")}>{t("handover.propose")}</Button>
          </Can>
        ) : null}
        {isOpen && mayAnswer ? (
          <>
            <Can action="accept_handover" allowed={contract.allowed}>
              <Button kind="primary" onClick={() => onAsk("accept")}>
                {t("handover.accept")}
              </Button>
            </Can>
            <Can action="refuse_handover" allowed={contract.allowed}>
              <Button kind="danger" onClick={() => onAsk("refuse")}>
                {t("handover.refuse")}
              </Button>
            </Can>
          </>
        ) : null}
      </div>
    </Section>
  );
}
