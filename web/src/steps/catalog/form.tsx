import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Form, Input, Select, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useCan, useMe } from "@/api/session";
import type { ProductInput, ProductRow } from "@/api/types";
import { changed, filled } from "@/ui/form-values";
import { MoneyInput } from "@/ui/inputs";
import { RecordForm, type SubmitHelp, Wide } from "@/ui/record-form";
import { PlainPage, Section } from "@/ui/record-page";
import { toast } from "@/ui/toast";
import { productKeys } from "./queries";

const CURRENCIES = ["CNY", "USD", "EUR", "HKD", "JPY", "GBP", "SGD"];

function toInput(product: ProductRow): ProductInput {
  const { code, name, series, list_price_minor, unit_cost_minor, currency, active } = product;
  return { code, name, series, list_price_minor, unit_cost_minor, currency, active };
}

/** Creates a product, or edits the one given; those who may not edit see it read-only. */
export function ProductForm({ product }: { product?: ProductRow }) {
  const { t } = useTranslation("catalog");
  const router = useRouter();
  const queryClient = useQueryClient();
  const me = useMe();
  const canEdit = useCan("catalog.edit");
  const seesCost = useCan("cost.see");
  const initial: Partial<ProductInput> = product ? toInput(product) : { currency: me.currency, active: true };
  const [currency, setCurrency] = useState(initial.currency ?? me.currency);
  const save = async (values: ProductInput, { key, version, before }: SubmitHelp<ProductInput>) => {
    const saved = product
      ? await api.patch("/products/{id}", {
          path: { id: product.id },
          body: changed(before, values),
          version,
        })
      : await api.post("/products", { body: filled(values), key });
    queryClient.setQueryData(productKeys.detail(saved.id), saved);
    void queryClient.invalidateQueries({ queryKey: productKeys.list });
    toast.success(t("common:saved"));
    await router.navigate({ to: "/products" });
  };
  const required = [{ required: true, message: t("error:required") }];
  return (
    <PlainPage title={product ? product.name : t("form.new")} text={product?.code} isNarrow>
      <Section title={t("form.title")}>
        <RecordForm<ProductInput>
          initial={initial}
          version={product?.version}
          kind="product"
          draft={product ? undefined : "product.new"}
          submitLabel={canEdit ? t("common:save") : undefined}
          onSubmit={save}
          onCancel={() => router.history.back()}
          fromRecord={toInput}
          onValues={(values) => setCurrency(values.currency ?? me.currency)}
        >
          <Form.Item name="code" label={t("field:code")} rules={required}>
            <Input maxLength={60} autoComplete="off" disabled={!canEdit} />
          </Form.Item>
          <Form.Item name="series" label={t("field:series")}>
            <Input maxLength={100} disabled={!canEdit} />
          </Form.Item>
          <Wide>
            <Form.Item name="name" label={t("field:name")} rules={required}>
              <Input maxLength={200} autoComplete="off" disabled={!canEdit} />
            </Form.Item>
          </Wide>
          <Form.Item name="currency" label={t("field:currency")} rules={required}>
            <Select disabled={!canEdit} options={CURRENCIES.map((value) => ({ value, label: value }))} />
          </Form.Item>
          <Form.Item name="active" label={t("active.yes")} valuePropName="checked">
            <Switch disabled={!canEdit} />
          </Form.Item>
          <Form.Item name="list_price_minor" label={t("field:list_price_minor")} rules={required}>
            <MoneyInput currency={currency} disabled={!canEdit} />
          </Form.Item>
          {seesCost ? (
            <Form.Item name="unit_cost_minor" label={t("field:unit_cost_minor")}>
              <MoneyInput currency={currency} disabled={!canEdit} />
            </Form.Item>
          ) : null}
        </RecordForm>
      </Section>
    </PlainPage>
  );
}
