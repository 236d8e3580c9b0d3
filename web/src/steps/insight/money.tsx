import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { Field } from "@/ui/field";
import { MoneyBar } from "@/ui/money-bar";
import { CustomerSelect, PersonSelect } from "@/ui/pickers";
import { Section } from "@/ui/record-page";
import { Empty, ErrorState, Skeleton } from "@/ui/states";
import styles from "./page.module.css";
import { type MoneyOf, moneyQuery } from "./queries";

/** The money of a customer and of a person: planned, invoiced, received, overdue. */
export default function MoneyTab() {
  const { t } = useTranslation("insight");
  const me = useMe();
  const [customer, setCustomer] = useState<string | null>(null);
  const [person, setPerson] = useState<string | null>(me.id);
  return (
    <div className={styles.columns}>
      <Section title={t("money.person")}>
        <div className={styles.who}>
          <Field label={t("field:owner")}>
            <PersonSelect value={person} onChange={setPerson} current={{ id: me.id, name: me.name }} />
          </Field>
          {person ? <Bars of={{ user_id: person }} /> : <p className={styles.hint}>{t("money.pick")}</p>}
        </div>
      </Section>
      <Section title={t("money.customer")}>
        <div className={styles.who}>
          <Field label={t("field:customer")}>
            <CustomerSelect value={customer} onChange={setCustomer} allowClear />
          </Field>
          {customer ? (
            <Bars of={{ customer_id: customer }} />
          ) : (
            <p className={styles.hint}>{t("money.pick")}</p>
          )}
        </div>
      </Section>
    </div>
  );
}

function Bars({ of }: { of: MoneyOf }) {
  const { t } = useTranslation("insight");
  const query = useQuery(moneyQuery(of));
  if (query.isPending) return <Skeleton lines={3} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.bars.length === 0) return <Empty title={t("money.none")} text={t("money.none_text")} />;
  return query.data.bars.map((bar) => <MoneyBar key={bar.currency} bar={bar} />);
}
