import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CustomerView } from "@/api/types";
import { Instant, Person, Tag } from "@/ui/display";
import { FileList } from "@/ui/file-list";
import { MoneyBar } from "@/ui/money-bar";
import { RecordPage, Section } from "@/ui/record-page";
import { Empty, ErrorState, Skeleton } from "@/ui/states";
import { Timeline } from "@/ui/timeline";
import { Contacts } from "./contacts";
import { CustomerFacts } from "./facts";
import { CLASS_HUES } from "./model";
import { customerMoneyQuery, customerQuery } from "./queries";

/** A customer: who they are, whom we know there, and how their money stands. */
export function CustomerPage({
  id,
  tab,
  onTab,
}: {
  id: string;
  tab: string | undefined;
  onTab: (tab: string | undefined) => void;
}) {
  const { t } = useTranslation("account");
  const router = useRouter();
  const { data: customer } = useQuery(customerQuery(id));
  if (!customer) return <Skeleton />;
  const isEditable = customer.allowed.some((item) => item.action === "edit" && item.allowed);
  return (
    <RecordPage
      back={{ to: "/customers", label: t("list.title") }}
      title={customer.name}
      number={customer.number}
      tags={
        <>
          <Tag hue={CLASS_HUES[customer.class]}>{t(`value:customer_class.${customer.class}`)}</Tag>
          {customer.history ? <Tag>{t("field:history")}</Tag> : null}
        </>
      }
      facts={[
        { label: t("field:owner"), value: <Person person={customer.owner} /> },
        { label: t("field:unit"), value: customer.unit.name },
        { label: t("contacts.title"), value: <span className="num">{customer.contacts.length}</span> },
        { label: t("field:updated_at"), value: <Instant at={customer.updated_at} isAgo /> },
      ]}
      allowed={customer.allowed}
      actions={[
        {
          action: "edit",
          label: t("common:edit"),
          run: () => void router.navigate({ to: "/customers/$id/edit", params: { id } }),
        },
      ]}
      tabs={[
        { key: "overview", label: t("tab.overview"), content: () => <Overview customer={customer} /> },
        { key: "contacts", label: t("tab.contacts"), content: () => <Contacts customer={customer} /> },
        {
          key: "files",
          label: t("tab.files"),
          content: () => (
            <Section title={t("tab.files")}>
              <FileList kind="customer" id={id} canUpload={isEditable} canDelete={isEditable} />
            </Section>
          ),
        },
      ]}
      tab={tab}
      onTab={onTab}
      timeline={<Timeline kind="customer" id={id} />}
    />
  );
}

function Overview({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation("account");
  return (
    <>
      <CustomerMoney id={customer.id} />
      <Section title={t("form.company")}>
        <CustomerFacts customer={customer} />
      </Section>
      <Contacts customer={customer} />
    </>
  );
}

function CustomerMoney({ id }: { id: string }) {
  const { t } = useTranslation("account");
  const query = useQuery(customerMoneyQuery(id));
  return (
    <Section title={t("money.title")}>
      {query.isPending ? <Skeleton lines={2} /> : null}
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data?.bars.length === 0 ? <Empty title={t("money.empty")} /> : null}
      {query.data?.bars.map((bar) => (
        <MoneyBar key={bar.currency} bar={bar} />
      ))}
    </Section>
  );
}
