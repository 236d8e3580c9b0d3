import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { ContactInput, ContactView, CustomerView, Problem } from "@/api/types";
import { Button } from "@/ui/button";
import { findAllowed } from "@/ui/can";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { changed, filled } from "@/ui/form-values";
import { ProblemNote } from "@/ui/problem-note";
import { fieldErrorText } from "@/ui/problem-text";
import { Section } from "@/ui/record-page";
import { Empty } from "@/ui/states";
import { timelineKey } from "@/ui/timeline";
import { useAction } from "@/ui/use-action";
import styles from "./contacts.module.css";
import { customerKeys } from "./queries";

/** The people at the customer, with a way to add and change them. */
export function Contacts({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation("account");
  const [editing, setEditing] = useState<ContactView | "new" | null>(null);
  const canEdit = findAllowed(customer.allowed, "edit")?.allowed ?? false;
  const add = <Button onClick={() => setEditing("new")}>{t("contacts.add")}</Button>;
  return (
    <Section title={t("contacts.title")} actions={canEdit ? add : null}>
      {customer.contacts.length === 0 ? (
        <Empty
          title={t("contacts.empty")}
          text={t("contacts.empty_text")}
          action={canEdit ? add : undefined}
        />
      ) : (
        <ContactCards contacts={customer.contacts} onEdit={canEdit ? setEditing : undefined} />
      )}
      {editing ? (
        <ContactDialog
          customerId={customer.id}
          contact={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </Section>
  );
}

export function ContactCards({
  contacts,
  onEdit,
}: {
  contacts: ContactView[];
  onEdit?: (contact: ContactView) => void;
}) {
  const { t } = useTranslation("account");
  return (
    <ul className={styles.cards}>
      {contacts.map((contact) => (
        <li key={contact.id}>
          <p className={styles.name}>
            <b>{contact.name}</b>
            {onEdit ? (
              <button
                type="button"
                aria-label={t("contacts.edit", { name: contact.name })}
                onClick={() => onEdit(contact)}
              >
                {t("common:edit")}
              </button>
            ) : null}
          </p>
          <p className={styles.post}>{[contact.department, contact.title].filter(Boolean).join(" · ")}</p>
          {contact.phone ? <a href={`tel:${contact.phone.replace(/[^\d+]/g, "")}`}>{contact.phone}</a> : null}
          {contact.email ? <a href={`mailto:${encodeURIComponent(contact.email)}`}>{contact.email}</a> : null}
          {contact.note ? <p className={styles.note}>{contact.note}</p> : null}
        </li>
      ))}
    </ul>
  );
}

const FIELDS = [
  ["name", 100],
  ["department", 100],
  ["title", 100],
  ["phone", 40],
  ["email", 200],
] as const;

function toInput(contact: ContactView | null): Record<keyof ContactInput, string> {
  return {
    name: contact?.name ?? "",
    title: contact?.title ?? "",
    department: contact?.department ?? "",
    phone: contact?.phone ?? "",
    email: contact?.email ?? "",
    note: contact?.note ?? "",
  };
}

function ContactDialog({
  customerId,
  contact,
  onClose,
}: {
  customerId: string;
  contact: ContactView | null;
  onClose: () => void;
}) {
  const { t } = useTranslation("account");
  const form = useId();
  const [values, setValues] = useState(() => toInput(contact));
  const [key] = useState(newKey);
  const [problem, setProblem] = useState<Problem | null>(null);
  const action = useAction([customerKeys.detail(customerId), timelineKey("customer", customerId)]);
  const errorOf = (field: string) => {
    const error = problem?.errors?.find((item) => item.pointer === `/${field}`);
    return error ? fieldErrorText(t, error) : undefined;
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    const save = () =>
      contact
        ? api.patch("/contacts/{id}", {
            path: { id: contact.id },
            body: changed(toInput(contact), values),
            version: contact.version,
          })
        : api.post("/customers/{id}/contacts", { path: { id: customerId }, body: filled(values), key });
    try {
      await action.run(save, t("common:saved"), { quiet: true });
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <Dialog
      title={contact ? t("contacts.edit", { name: contact.name }) : t("contacts.add")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={form} kind="primary" busy={action.isBusy}>
            {t("common:save")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        {FIELDS.map(([field, length]) => (
          <Field
            key={field}
            label={field === "title" ? t("contacts.job") : t(`field:${field}`)}
            isRequired={field === "name"}
            error={errorOf(field)}
          >
            <input
              value={values[field]}
              maxLength={length}
              type={field === "email" ? "email" : field === "phone" ? "tel" : "text"}
              autoComplete="off"
              onChange={(event) => setValues({ ...values, [field]: event.target.value })}
            />
          </Field>
        ))}
        <Field label={t("field:note")} error={errorOf("note")}>
          <textarea
            value={values.note}
            maxLength={2000}
            onChange={(event) => setValues({ ...values, note: event.target.value })}
          />
        </Field>
        {problem ? <ProblemNote problem={{ ...problem, errors: undefined }} /> : null}
      </form>
    </Dialog>
  );
}
