import { useTranslation } from "react-i18next";
import type { QuotationView } from "@/api/types";
import { Money, Quantity, Share } from "@/ui/display";
import styles from "./line-table.module.css";

/** The lines of a quotation to read. */
export function LineTable({ quotation }: { quotation: QuotationView }) {
  const { t } = useTranslation("bid");
  const { currency } = quotation;
  const hasCost = quotation.lines.some((line) => line.unit_cost_minor != null);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keys.
    <section className={styles.scroll} tabIndex={0} aria-label={t("line.title")}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">{t("field:description")}</th>
            <th scope="col">{t("field:quantity_milli")}</th>
            <th scope="col">{t("field:list_price_minor")}</th>
            <th scope="col">{t("line.discount")}</th>
            <th scope="col">{t("field:net_price_minor")}</th>
            <th scope="col">{t("field:amount_minor")}</th>
            {hasCost ? <th scope="col">{t("field:unit_cost_minor")}</th> : null}
          </tr>
        </thead>
        <tbody>
          {quotation.lines.map((line) => (
            <tr key={line.id}>
              <td>{line.position}</td>
              <th scope="row">
                {line.description}
                {line.product && line.product.name !== line.description ? (
                  <small>{line.product.name}</small>
                ) : null}
              </th>
              <td data-label={t("field:quantity_milli")}>
                <Quantity milli={line.quantity_milli} unit={line.unit} />
              </td>
              <td data-label={t("field:list_price_minor")}>
                <Money minor={line.list_price_minor} currency={currency} />
              </td>
              <td data-label={t("line.discount")}>
                <Share bp={line.discount_bp} />
              </td>
              <td data-label={t("field:net_price_minor")}>
                <Money minor={line.net_price_minor} currency={currency} />
              </td>
              <td data-label={t("field:amount_minor")} data-part="amount">
                <Money minor={line.amount_minor} currency={currency} />
              </td>
              {hasCost ? (
                <td data-label={t("field:unit_cost_minor")}>
                  <Money minor={line.unit_cost_minor} currency={currency} />
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
