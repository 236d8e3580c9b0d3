import { useTranslation } from "react-i18next";
import type { CustomerView } from "@/api/types";
import { Instant, LongText, None, Person, RecordRef } from "@/ui/display";
import { Facts } from "@/ui/record-page";
import { safeLink } from "./model";

/** What is known of the company itself. */
export function CustomerFacts({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation("account");
  const site = customer.website ? safeLink(customer.website) : null;
  return (
    <Facts
      items={[
        { label: t("field:legal_id"), value: customer.legal_id ?? <None /> },
        { label: t("field:industry"), value: customer.industry ?? <None /> },
        { label: t("field:ownership"), value: customer.ownership ?? <None /> },
        { label: t("field:region"), value: customer.region ?? <None /> },
        {
          label: t("field:website"),
          value: site ? (
            <a href={site} target="_blank" rel="noopener noreferrer nofollow">
              {customer.website}
            </a>
          ) : (
            (customer.website ?? <None />)
          ),
        },
        { label: t("field:parent"), value: <RecordRef kind="customer" of={customer.parent} /> },
        { label: t("field:unit"), value: customer.unit.name },
        { label: t("field:owner"), value: <Person person={customer.owner} /> },
        { label: t("field:created_at"), value: <Instant at={customer.created_at} /> },
        { label: t("field:note"), value: <LongText text={customer.note} />, isWide: true },
      ]}
    />
  );
}
