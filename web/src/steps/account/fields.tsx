import { Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import type { CustomerView } from "@/api/types";
import { CustomerSelect, PersonSelect, UnitSelect } from "@/ui/pickers";
import { FormSection, Wide } from "@/ui/record-form";
import { CLASSES } from "./model";

/** The customer's fields, for creating and editing alike. */
export function CustomerFields({ customer }: { customer?: CustomerView }) {
  const { t } = useTranslation("account");
  const me = useMe();
  return (
    <>
      <FormSection title={t("form.company")}>
        <Wide>
          <Form.Item
            name="name"
            label={t("field:name")}
            rules={[{ required: true, whitespace: true, message: t("error:required") }]}
          >
            <Input maxLength={200} autoComplete="off" />
          </Form.Item>
        </Wide>
        <Form.Item name="legal_id" label={t("field:legal_id")}>
          <Input maxLength={40} autoComplete="off" />
        </Form.Item>
        <Form.Item name="class" label={t("field:class")}>
          <Select options={CLASSES.map((value) => ({ value, label: t(`value:customer_class.${value}`) }))} />
        </Form.Item>
        <Form.Item name="industry" label={t("field:industry")}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="ownership" label={t("field:ownership")}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="region" label={t("field:region")}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="website" label={t("field:website")}>
          <Input maxLength={200} inputMode="url" />
        </Form.Item>
        <Form.Item name="parent_id" label={t("field:parent")}>
          <CustomerSelect current={customer?.parent} allowClear />
        </Form.Item>
      </FormSection>
      <FormSection title={t("form.care")}>
        <Form.Item name="owner_id" label={t("field:owner")}>
          <PersonSelect current={customer?.owner ?? me} />
        </Form.Item>
        <Form.Item name="unit_id" label={t("field:unit")}>
          <UnitSelect />
        </Form.Item>
        <Wide>
          <Form.Item name="note" label={t("field:note")}>
            <Input.TextArea rows={4} maxLength={4000} />
          </Form.Item>
        </Wide>
      </FormSection>
    </>
  );
}
