import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useMe } from "@/api/session";
import type { OpportunityInput, OpportunityView, Ref } from "@/api/types";
import { changed, filled } from "@/ui/form-values";
import { pathKey } from "@/ui/path-query";
import { RecordForm, type SubmitHelp } from "@/ui/record-form";
import { PlainPage } from "@/ui/record-page";
import { timelineKey } from "@/ui/timeline";
import { toast } from "@/ui/toast";
import { OpportunityFields } from "./fields";
import styles from "./form.module.css";
import { toInput } from "./model";
import { opportunityKeys } from "./queries";

/** Opens an opportunity, for a customer where one is given, or edits the one given. */
export function OpportunityForm({
  opportunity,
  customer,
}: {
  opportunity?: OpportunityView;
  customer?: Ref;
}) {
  const { t } = useTranslation("opportunity");
  const router = useRouter();
  const queryClient = useQueryClient();
  const me = useMe();
  const initial: Partial<OpportunityInput> = opportunity
    ? toInput(opportunity)
    : {
        title: "",
        currency: me.currency,
        customer_id: customer?.id,
        owner_id: me.id,
        unit_id: me.posts[0]?.unit.id,
      };
  const save = async (values: OpportunityInput, { key, version, before }: SubmitHelp<OpportunityInput>) => {
    const saved = opportunity
      ? await api.patch("/opportunities/{id}", {
          path: { id: opportunity.id },
          body: changed(before, values),
          version,
        })
      : await api.post("/opportunities", { body: filled(values), key });
    queryClient.setQueryData(opportunityKeys.detail(saved.id), saved);
    for (const queryKey of [
      opportunityKeys.list,
      opportunityKeys.board,
      pathKey("opportunity", saved.id),
      timelineKey("opportunity", saved.id),
    ])
      void queryClient.invalidateQueries({ queryKey });
    toast.success(t("common:saved"));
    await router.navigate({ to: "/opportunities/$id", params: { id: saved.id } });
  };
  return (
    <PlainPage title={opportunity ? t("form.edit", { title: opportunity.title }) : t("form.new")}>
      <div className={styles.card}>
        <RecordForm<OpportunityInput>
          initial={initial}
          version={opportunity?.version}
          kind="opportunity"
          draft={opportunity || customer ? undefined : "opportunity.new"}
          submitLabel={opportunity ? t("common:save") : t("form.create")}
          onSubmit={save}
          onCancel={() => router.history.back()}
          fromRecord={toInput}
        >
          <OpportunityFields opportunity={opportunity} customer={customer} />
        </RecordForm>
      </div>
    </PlainPage>
  );
}
