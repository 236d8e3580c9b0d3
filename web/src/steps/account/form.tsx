import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useMe } from "@/api/session";
import type { CustomerInput, CustomerView } from "@/api/types";
import { Person } from "@/ui/display";
import { changed, filled } from "@/ui/form-values";
import { RecordForm, type SubmitHelp } from "@/ui/record-form";
import { PlainPage } from "@/ui/record-page";
import { toast } from "@/ui/toast";
import { CustomerFields } from "./fields";
import styles from "./form.module.css";
import { toInput } from "./model";
import { customerKeys, duplicatesQuery } from "./queries";

/** Creates a customer, or edits the one given. */
export function CustomerForm({ customer }: { customer?: CustomerView }) {
  const { t } = useTranslation("account");
  const router = useRouter();
  const queryClient = useQueryClient();
  const me = useMe();
  const [typed, setTyped] = useState<Partial<CustomerInput>>({});
  const initial: CustomerInput = customer
    ? toInput(customer)
    : { name: "", class: "c", owner_id: me.id, unit_id: me.posts[0]?.unit.id };
  const save = async (values: CustomerInput, { key, version, before }: SubmitHelp<CustomerInput>) => {
    const saved = customer
      ? await api.patch("/customers/{id}", {
          path: { id: customer.id },
          body: changed(before, values),
          version,
        })
      : await api.post("/customers", { body: filled(values), key });
    queryClient.setQueryData(customerKeys.detail(saved.id), saved);
    void queryClient.invalidateQueries({ queryKey: customerKeys.list });
    toast.success(t("common:saved"));
    await router.navigate({ to: "/customers/$id", params: { id: saved.id } });
  };
  return (
    <PlainPage title={customer ? t("form.edit", { name: customer.name }) : t("form.new")}>
      <div className={styles.columns}>
        <div className={styles.card}>
          <RecordForm<CustomerInput>
            initial={initial}
            version={customer?.version}
            kind="customer"
            draft={customer ? undefined : "customer.new"}
            submitLabel={customer ? t("common:save") : t("form.create")}
            onSubmit={save}
            onCancel={() => router.history.back()}
            fromRecord={toInput}
            onValues={setTyped}
          >
            <CustomerFields customer={customer} />
          </RecordForm>
        </div>
        {customer ? null : <Duplicates name={typed.name ?? ""} legalId={typed.legal_id ?? ""} />}
      </div>
    </PlainPage>
  );
}

function useSettled<T>(value: T, delay = 300): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return settled;
}

/** Warns while typing when the customer may be there already, also in someone else's care. */
function Duplicates({ name, legalId }: { name: string; legalId: string }) {
  const { t } = useTranslation("account");
  const query = useQuery(duplicatesQuery(useSettled(name.trim()), useSettled(legalId.trim())));
  const items = query.data?.items ?? [];
  return (
    <aside className={styles.duplicates} aria-live="polite" data-found={items.length > 0 || undefined}>
      <h2>{t("duplicates.title")}</h2>
      {items.length === 0 ? (
        <p>{t("duplicates.none")}</p>
      ) : (
        <>
          <p>{t("duplicates.text")}</p>
          <ul>
            {items.map((item, index) => (
              <li key={item.id ?? `${item.owner} ${index}`}>
                {item.id ? (
                  <Link to="/customers/$id" params={{ id: item.id }}>
                    {item.name}
                  </Link>
                ) : (
                  <span>{t("duplicates.hidden")}</span>
                )}
                <small>{item.mine ? t("duplicates.mine") : <Person person={item.owner} />}</small>
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}
