import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useMe } from "@/api/session";
import type { Id, LeadConvertInput, LeadView, Problem } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { filled } from "@/ui/form-values";
import { CustomerSelect } from "@/ui/pickers";
import { ProblemNote } from "@/ui/problem-note";
import { fieldErrorText } from "@/ui/problem-text";
import { StepChoice } from "@/ui/step-choice";
import { toast } from "@/ui/toast";
import styles from "./convert-dialog.module.css";
import { DuplicateHint } from "./duplicates";
import { leadKeys } from "./queries";

/** Makes an opportunity of a lead, and a customer and a contact where there are none yet. */
export default function ConvertDialog({ lead, onClose }: { lead: LeadView; onClose: () => void }) {
  const { t } = useTranslation("lead");
  const form = useId();
  const me = useMe();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [title, setTitle] = useState(lead.title);
  const [signOn, setSignOn] = useState("");
  const [mode, setMode] = useState<"new" | "known">("new");
  const [known, setKnown] = useState<{ id: Id; name: string } | null>(null);
  const [customer, setCustomer] = useState({
    name: lead.customer_name ?? "",
    legal_id: "",
    industry: "",
    region: "",
  });
  const [contact, setContact] = useState({
    name: lead.contact_name ?? "",
    title: "",
    phone: lead.contact_phone ?? "",
  });
  const [version, setVersion] = useState(lead.version);
  const [key] = useState(newKey);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isNew = !lead.customer && mode === "new";
  const missing = {
    title: !title.trim(),
    name: isNew && !customer.name.trim(),
    known: !lead.customer && mode === "known" && !known,
  };
  const errorAt = (pointer: string) => {
    const error = problem?.errors?.find((item) => item.pointer === pointer);
    return error ? fieldErrorText(t, error) : undefined;
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing.title || missing.name || missing.known) return;
    setBusy(true);
    setProblem(null);
    try {
      let current = version;
      if (!lead.customer && mode === "known") {
        // The lead takes the customer first; the opportunity inherits it.
        const saved = await api.patch("/leads/{id}", {
          path: { id: lead.id },
          body: { customer_id: known?.id },
          version: current,
        });
        current = saved.version;
        setVersion(current);
        queryClient.setQueryData(leadKeys.detail(lead.id), saved);
      }
      const body: LeadConvertInput = {
        opportunity_title: title.trim(),
        expected_sign_on: signOn || undefined,
        customer: isNew ? filled(customer) : undefined,
        contact: contact.name.trim() ? filled(contact) : undefined,
      };
      const made = await api.post("/leads/{id}/convert", {
        path: { id: lead.id },
        body,
        version: current,
        key,
      });
      void queryClient.invalidateQueries({ queryKey: leadKeys.all });
      void queryClient.invalidateQueries({ queryKey: ["opportunity"] });
      void queryClient.invalidateQueries({ queryKey: ["account"] });
      toast.success(t("convert.done"));
      await router.navigate({ href: `/opportunities/${made.opportunity_id}` });
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("convert.title")}
      onClose={onClose}
      width={600}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={form} kind="primary" busy={isBusy}>
            {t("convert.action")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <Field
          label={t("field:opportunity_title")}
          isRequired
          error={isTried && missing.title ? t("error:required") : errorAt("/opportunity_title")}
        >
          <input value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
        </Field>
        <Field label={t("field:expected_sign_on")} error={errorAt("/expected_sign_on")}>
          <input
            type="date"
            min={me.today}
            value={signOn}
            onChange={(event) => setSignOn(event.target.value)}
          />
        </Field>
        <h3 className={styles.part}>{t("field:customer")}</h3>
        {lead.customer ? (
          <p className={styles.settled}>{lead.customer.name}</p>
        ) : (
          <>
            <div className={styles.mode}>
              <StepChoice
                label={t("convert.customer_mode")}
                options={[
                  { value: "new", label: t("convert.customer_new") },
                  { value: "known", label: t("convert.customer_known") },
                ]}
                value={mode}
                onChange={(next) => setMode(next ?? "new")}
              />
            </div>
            {mode === "known" ? (
              <Field
                label={t("field:customer")}
                isRequired
                error={isTried && missing.known ? t("error:required") : undefined}
              >
                <CustomerSelect
                  value={known?.id}
                  current={known}
                  onChange={(id) => setKnown(id ? { id, name: known?.id === id ? known.name : "" } : null)}
                />
              </Field>
            ) : (
              <>
                <Field
                  label={t("field:name")}
                  isRequired
                  error={isTried && missing.name ? t("error:required") : errorAt("/customer/name")}
                >
                  <input
                    value={customer.name}
                    maxLength={200}
                    onChange={(event) => setCustomer({ ...customer, name: event.target.value })}
                  />
                </Field>
                <DuplicateHint
                  name={customer.name}
                  onPick={(id, name) => {
                    setKnown({ id, name });
                    setMode("known");
                  }}
                />
                <div className={styles.row}>
                  {(["legal_id", "industry", "region"] as const).map((field) => (
                    <Field key={field} label={t(`field:${field}`)} error={errorAt(`/customer/${field}`)}>
                      <input
                        value={customer[field]}
                        maxLength={100}
                        onChange={(event) => setCustomer({ ...customer, [field]: event.target.value })}
                      />
                    </Field>
                  ))}
                </div>
              </>
            )}
          </>
        )}
        <h3 className={styles.part}>{t("field:contact_name")}</h3>
        <div className={styles.row}>
          <Field label={t("field:name")} error={errorAt("/contact/name")}>
            <input
              value={contact.name}
              maxLength={100}
              onChange={(event) => setContact({ ...contact, name: event.target.value })}
            />
          </Field>
          <Field label={t("convert.job")}>
            <input
              value={contact.title}
              maxLength={100}
              onChange={(event) => setContact({ ...contact, title: event.target.value })}
            />
          </Field>
          <Field label={t("field:phone")} error={errorAt("/contact/phone")}>
            <input
              type="tel"
              value={contact.phone}
              maxLength={40}
              onChange={(event) => setContact({ ...contact, phone: event.target.value })}
            />
          </Field>
        </div>
        {problem ? <ProblemNote problem={problem} /> : null}
      </form>
    </Dialog>
  );
}
