import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useMe } from "@/api/session";
import type { ReceiptInput } from "@/api/types";
import { filled } from "@/ui/form-values";
import { DayInput, MoneyInput } from "@/ui/inputs";
import { CustomerSelect } from "@/ui/pickers";
import { FormSection, RecordForm, Wide } from "@/ui/record-form";
import { PlainPage, Section } from "@/ui/record-page";
import { toast } from "@/ui/toast";
import { METHODS } from "./model";
import { afterCash, cashKeys } from "./queries";

const CURRENCIES = ["CNY", "USD", "EUR", "GBP", "HKD", "JPY"];

/** Registers money that has come in; what it pays for is said on its page. */
export function ReceiptForm() {
  const { t } = useTranslation("cash");
  const router = useRouter();
  const queryClient = useQueryClient();
  const me = useMe();
  const [currency, setCurrency] = useState(me.currency);
  const required = [{ required: true, message: t("error:required") }];
  return (
    <PlainPage title={t("receipt.new")} isNarrow>
      <Section title={t("receipt.one")}>
        <RecordForm<ReceiptInput>
          initial={{ currency: me.currency, received_on: me.today, method: "transfer" }}
          draft="receipt.new"
          submitLabel={t("receipt.create")}
          onCancel={() => router.history.back()}
          onValues={(values) => setCurrency(values.currency ?? me.currency)}
          onSubmit={async (values, { key }) => {
            const saved = await api.post("/receipts", { body: filled(values), key });
            queryClient.setQueryData(cashKeys.receipt(saved.id), saved);
            for (const queryKey of afterCash) void queryClient.invalidateQueries({ queryKey });
            toast.success(t("receipt.done"));
            await router.navigate({ to: "/receipts/$id", params: { id: saved.id } });
          }}
        >
          <FormSection>
            <Wide>
              <Form.Item name="customer_id" label={t("field:customer")} rules={required}>
                <CustomerSelect />
              </Form.Item>
            </Wide>
            <Form.Item name="amount_minor" label={t("field:amount_minor")} rules={required}>
              <MoneyInput currency={currency} />
            </Form.Item>
            <Form.Item name="currency" label={t("field:currency")} rules={required}>
              <Select
                options={[...new Set([me.currency, ...CURRENCIES])].map((value) => ({ value, label: value }))}
              />
            </Form.Item>
            <Form.Item name="received_on" label={t("field:received_on")} rules={required}>
              <DayInput />
            </Form.Item>
            <Form.Item name="method" label={t("field:method")} rules={required}>
              <Select options={METHODS.map((value) => ({ value, label: t(`value:method.${value}`) }))} />
            </Form.Item>
            <Form.Item name="bank_reference" label={t("field:bank_reference")}>
              <Input maxLength={100} autoComplete="off" />
            </Form.Item>
            <Wide>
              <Form.Item name="note" label={t("field:note")}>
                <Input.TextArea rows={3} maxLength={4000} />
              </Form.Item>
            </Wide>
          </FormSection>
        </RecordForm>
      </Section>
    </PlainPage>
  );
}
