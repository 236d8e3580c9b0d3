import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Money, Share } from "@/ui/display";
import type { Totals } from "./model";
import styles from "./totals.module.css";

/** The totals of a quotation in one line; cost and margin only for those who may see them. */
export function TotalsBar({
  totals,
  currency,
  isSticky,
  children,
}: {
  totals: Totals;
  currency: string;
  /** Stays at the foot of the window while the lines scroll. */
  isSticky?: boolean;
  children?: ReactNode;
}) {
  const { t } = useTranslation("bid");
  const discountOf = totals.list_total_minor;
  return (
    <div className={styles.bar} data-sticky={isSticky || undefined}>
      <dl>
        <div>
          <dt>{t("totals.list")}</dt>
          <dd>
            <Money minor={totals.list_total_minor} currency={currency} />
          </dd>
        </div>
        <div>
          <dt>{t("totals.discount")}</dt>
          <dd>
            <Money minor={discountOf === 0 ? 0 : -totals.discount_minor} currency={currency} />
          </dd>
        </div>
        <div data-part="total">
          <dt>{t("totals.total")}</dt>
          <dd>
            <Money minor={totals.total_minor} currency={currency} />
          </dd>
        </div>
        {totals.cost_total_minor === null ? null : (
          <div>
            <dt>{t("totals.cost")}</dt>
            <dd>
              <Money minor={totals.cost_total_minor} currency={currency} />
            </dd>
          </div>
        )}
        {totals.margin_minor === null ? null : (
          <div data-part="margin" data-negative={totals.margin_minor < 0 || undefined}>
            <dt>{t("field:margin_minor")}</dt>
            <dd>
              <Money minor={totals.margin_minor} currency={currency} />{" "}
              <small>
                <Share bp={totals.margin_bp} />
              </small>
            </dd>
          </div>
        )}
      </dl>
      {children ? <div className={styles.actions}>{children}</div> : null}
    </div>
  );
}
