import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useMe } from "@/api/session";
import type { LeadInput, LeadView } from "@/api/types";
import { changed, filled } from "@/ui/form-values";
import { RecordForm, type SubmitHelp } from "@/ui/record-form";
import { PlainPage } from "@/ui/record-page";
import { timelineKey } from "@/ui/timeline";
import { toast } from "@/ui/toast";
import { LeadFields } from "./fields";
import styles from "./form.module.css";
import { LeadGauge } from "./gauge";
import { toInput } from "./model";
import { leadKeys } from "./queries";

/** Writes a lead down, or edits the one given. */
export function LeadForm({ lead }: { lead?: LeadView }) {
  const { t } = useTranslation("lead");
  const router = useRouter();
  const queryClient = useQueryClient();
  const me = useMe();
  const initial: LeadInput = lead
    ? toInput(lead)
    : { title: "", currency: me.currency, owner_id: me.id, unit_id: me.posts[0]?.unit.id };
  const [typed, setTyped] = useState<Partial<LeadInput>>(initial);
  const save = async (values: LeadInput, { key, version, before }: SubmitHelp<LeadInput>) => {
    // A known customer speaks for itself; the typed name is only for one that is not there yet.
    const sent = values.customer_id ? { ...values, customer_name: null } : values;
    const saved = lead
      ? await api.patch("/leads/{id}", {
          path: { id: lead.id },
          body: changed(before, sent),
          version,
        })
      : await api.post("/leads", { body: filled({ currency: before.currency, ...sent }), key });
    queryClient.setQueryData(leadKeys.detail(saved.id), saved);
    void queryClient.invalidateQueries({ queryKey: leadKeys.list });
    void queryClient.invalidateQueries({ queryKey: timelineKey("lead", saved.id) });
    toast.success(t("common:saved"));
    await router.navigate({ to: "/leads/$id", params: { id: saved.id } });
  };
  return (
    <PlainPage title={lead ? t("form.edit", { title: lead.title }) : t("form.new")}>
      <div className={styles.columns}>
        <div className={styles.card}>
          <RecordForm<LeadInput>
            initial={initial}
            version={lead?.version}
            kind="lead"
            draft={lead ? undefined : "lead.new"}
            submitLabel={lead ? t("common:save") : t("form.create")}
            onSubmit={save}
            onCancel={() => router.history.back()}
            fromRecord={toInput}
          >
            <LeadFields lead={lead} onLive={setTyped} />
          </RecordForm>
        </div>
        <LeadGauge values={typed} />
      </div>
    </PlainPage>
  );
}
