import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Form, Input, InputNumber } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { ContractPatch, ContractView } from "@/api/types";
import { changed } from "@/ui/form-values";
import { DayInput, MoneyInput, ShareInput } from "@/ui/inputs";
import { FormSection, RecordForm, Wide } from "@/ui/record-form";
import { PlainPage, Section } from "@/ui/record-page";
import { toast } from "@/ui/toast";
import { toPatch } from "./model";
import { afterContract, contractKeys } from "./queries";

/** The terms of a contract; the amount only while it is a draft. */
export function ContractForm({ contract }: { contract: ContractView }) {
  const { t } = useTranslation("contract");
  // What both sides signed stands; only how it came into force is still recorded.
  const isSigned = !["draft", "authorised"].includes(contract.stage);
  const router = useRouter();
  const queryClient = useQueryClient();
  return (
    <PlainPage title={t("form.title", { number: contract.number })} text={contract.title} isNarrow>
      <Section title={t("form.section")}>
        <RecordForm<ContractPatch>
          initial={toPatch(contract)}
          version={contract.version}
          kind="contract"
          submitLabel={t("common:save")}
          onCancel={() => router.history.back()}
          fromRecord={toPatch}
          onSubmit={async (values, { version, before }) => {
            const saved = await api.patch("/contracts/{id}", {
              path: { id: contract.id },
              body: changed(before, values),
              version,
            });
            queryClient.setQueryData(contractKeys.detail(saved.id), saved);
            for (const queryKey of afterContract(saved.id)) void queryClient.invalidateQueries({ queryKey });
            toast.success(t("common:saved"));
            await router.navigate({ to: "/contracts/$id", params: { id: saved.id } });
          }}
        >
          <FormSection>
            {isSigned ? null : <MainFields contract={contract} />}
            <Form.Item name="customer_signer" label={t("field:customer_signer")}>
              <Input maxLength={120} />
            </Form.Item>
            <Form.Item name="effective_on" label={t("field:effective_on")}>
              <DayInput />
            </Form.Item>
          </FormSection>
          {isSigned ? null : <TermFields />}
        </RecordForm>
      </Section>
    </PlainPage>
  );
}

function MainFields({ contract }: { contract: ContractView }) {
  const { t } = useTranslation("contract");
  return (
    <>
      <Wide>
        <Form.Item
          name="title"
          label={t("field:title")}
          rules={[{ required: true, whitespace: true, message: t("error:required") }]}
        >
          <Input maxLength={200} />
        </Form.Item>
      </Wide>
      {contract.stage === "draft" ? (
        <Form.Item name="amount_minor" label={t("field:amount_minor")} extra={t("form.amount_rescales")}>
          <MoneyInput currency={contract.currency} />
        </Form.Item>
      ) : null}
      <Form.Item name="tax_bp" label={t("field:tax_bp")}>
        <ShareInput />
      </Form.Item>
      <Form.Item name="warranty_months" label={t("field:warranty_months")}>
        <InputNumber min={0} max={600} precision={0} style={{ width: "100%" }} />
      </Form.Item>
    </>
  );
}

function TermFields() {
  const { t } = useTranslation("contract");
  return (
    <FormSection title={t("terms.title")}>
      {(["payment_terms", "delivery_terms", "penalty_terms", "special_promises"] as const).map((name) => (
        <Wide key={name}>
          <Form.Item
            name={name}
            label={t(`field:${name}`)}
            extra={name === "special_promises" ? t("form.promises") : undefined}
          >
            <Input.TextArea rows={3} maxLength={4000} />
          </Form.Item>
        </Wide>
      ))}
    </FormSection>
  );
}
