import { useTranslation } from "react-i18next";
import type { QuotationRow, QuotationView } from "@/api/types";
import styles from "./revision-switch.module.css";

/** Which revision is on the page, and the way to the others. */
export function RevisionSwitch({
  quotation,
  revisions,
  onPick,
}: {
  quotation: QuotationView;
  revisions: QuotationRow[];
  onPick: (id: string) => void;
}) {
  const { t } = useTranslation("bid");
  if (revisions.length < 2) return <span>{t("revision.one", { revision: quotation.revision })}</span>;
  return (
    <select
      className={styles.select}
      value={quotation.id}
      aria-label={t("field:revision")}
      onChange={(event) => onPick(event.target.value)}
    >
      {revisions.map((row) => (
        <option key={row.id} value={row.id}>
          {t("revision.named", {
            revision: row.revision,
            status: t(`value:quotation_status.${row.status}`),
          })}
        </option>
      ))}
    </select>
  );
}
