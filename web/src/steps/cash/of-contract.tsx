import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import type { ContractView } from "@/api/types";
import { Day, Money, Tag } from "@/ui/display";
import { Section } from "@/ui/record-page";
import { Empty, ErrorState, Skeleton } from "@/ui/states";
import { INVOICE_HUES, invoiceStatus, openOf } from "./model";
import styles from "./of-contract.module.css";
import { contractInvoicesQuery, customerReceiptsQuery } from "./queries";

/** Invoices and receipts of a contract, for a tab of its page. */
export function ContractCash({ contract }: { contract: ContractView }) {
  const { t } = useTranslation("cash");
  return (
    <>
      <Section title={t("invoice.list")}>
        <Invoices contractId={contract.id} />
      </Section>
      <Section title={t("receipt.of_customer", { name: contract.customer.name })}>
        <Receipts customerId={contract.customer.id} />
      </Section>
    </>
  );
}

function Table({
  label,
  heads,
  children,
}: {
  label: string;
  heads: [string, "end"?][];
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keys.
    <section className={styles.scroll} tabIndex={0} aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            {heads.map(([title, align]) => (
              <th key={title} scope="col" data-align={align}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

function Invoices({ contractId }: { contractId: string }) {
  const { t } = useTranslation("cash");
  const { today } = useMe();
  const query = useQuery(contractInvoicesQuery(contractId));
  if (query.isPending) return <Skeleton lines={3} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const rows = query.data.items;
  if (rows.length === 0) return <Empty title={t("invoice.empty")} text={t("invoice.empty_here")} />;
  return (
    <Table
      label={t("invoice.list")}
      heads={[
        [t("field:number")],
        [t("field:status")],
        [t("field:issued_on")],
        [t("field:due_on")],
        [t("field:amount_minor"), "end"],
        [t("field:open_minor"), "end"],
      ]}
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <th scope="row">
            <Link to="/invoices/$id" params={{ id: row.id }}>
              {row.number}
            </Link>
            <small>{row.invoice_no}</small>
          </th>
          <td data-label={t("field:status")}>
            <Tag hue={INVOICE_HUES[invoiceStatus(row)]}>
              {t(`value:invoice_status.${invoiceStatus(row)}`)}
            </Tag>
          </td>
          <td data-label={t("field:issued_on")}>
            <Day day={row.issued_on} />
          </td>
          <td data-label={t("field:due_on")}>
            <Day day={row.due_on} isOverdue={row.due_on < today && openOf(row) > 0} />
          </td>
          <td data-label={t("field:amount_minor")} data-align="end">
            <Money minor={row.amount_minor} currency={row.currency} />
          </td>
          <td data-label={t("field:open_minor")} data-align="end">
            <Money minor={openOf(row)} currency={row.currency} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Receipts({ customerId }: { customerId: string }) {
  const { t } = useTranslation("cash");
  const query = useQuery(customerReceiptsQuery(customerId));
  if (query.isPending) return <Skeleton lines={3} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const rows = query.data.items;
  if (rows.length === 0) return <Empty title={t("receipt.empty")} text={t("receipt.empty_here")} />;
  return (
    <Table
      label={t("receipt.list")}
      heads={[
        [t("field:number")],
        [t("field:received_on")],
        [t("field:method")],
        [t("field:amount_minor"), "end"],
        [t("field:allocated_minor"), "end"],
        [t("receipt.open"), "end"],
      ]}
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <th scope="row">
            <Link to="/receipts/$id" params={{ id: row.id }}>
              {row.number}
            </Link>
            <small>{row.bank_reference}</small>
          </th>
          <td data-label={t("field:received_on")}>
            <Day day={row.received_on} />
          </td>
          <td data-label={t("field:method")}>{t(`value:method.${row.method}`)}</td>
          <td data-label={t("field:amount_minor")} data-align="end">
            <Money minor={row.amount_minor} currency={row.currency} />
          </td>
          <td data-label={t("field:allocated_minor")} data-align="end">
            <Money minor={row.allocated_minor} currency={row.currency} />
          </td>
          <td data-label={t("receipt.open")} data-align="end">
            <Money minor={row.amount_minor - row.allocated_minor} currency={row.currency} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
