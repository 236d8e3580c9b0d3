import { Checkbox, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import type { OpportunityInput, OpportunityView, Ref } from "@/api/types";
import { DayInput, MoneyInput } from "@/ui/inputs";
import { CustomerSelect, PersonSelect, UnitSelect } from "@/ui/pickers";
import { FormSection, Wide } from "@/ui/record-form";
import { PROCUREMENTS, PROJECT_GRADES, PROJECT_TYPES } from "./model";

/** The opportunity's fields, for creating and editing alike. */
export function OpportunityFields({
  opportunity,
  customer,
}: {
  opportunity?: OpportunityView;
  /** The customer that a new opportunity starts from. */
  customer?: Ref;
}) {
  const { t } = useTranslation("opportunity");
  const me = useMe();
  const currency =
    Form.useWatch<OpportunityInput["currency"]>("currency") ?? opportunity?.currency ?? me.currency;
  const required = { required: true, message: t("error:required") };
  return (
    <>
      <FormSection title={t("form.basics")}>
        <Wide>
          <Form.Item name="title" label={t("field:title")} rules={[{ ...required, whitespace: true }]}>
            <Input maxLength={200} autoComplete="off" />
          </Form.Item>
        </Wide>
        <Form.Item name="customer_id" label={t("field:customer")} rules={[required]}>
          <CustomerSelect current={opportunity?.customer ?? customer} />
        </Form.Item>
        <Form.Item name="expected_sign_on" label={t("field:expected_sign_on")}>
          <DayInput />
        </Form.Item>
        <Form.Item name="amount_minor" label={t("field:amount_minor")} rules={[required]}>
          <MoneyInput currency={currency} />
        </Form.Item>
        <Form.Item name="currency" label={t("field:currency")}>
          <Input maxLength={3} autoComplete="off" disabled={opportunity !== undefined} />
        </Form.Item>
        <Wide>
          <Form.Item name="need" label={t("field:need")} extra={t("form.need_help")}>
            <Input.TextArea rows={4} maxLength={4000} />
          </Form.Item>
        </Wide>
      </FormSection>
      <FormSection title={t("form.project")}>
        <Form.Item name="project_type" label={t("field:project_type")}>
          <Select
            allowClear
            placeholder={t("common:choose")}
            options={PROJECT_TYPES.map((value) => ({ value, label: t(`value:project_type.${value}`) }))}
          />
        </Form.Item>
        <Form.Item
          name="project_grade"
          label={t("field:project_grade")}
          extra={
            opportunity
              ? t("grade.suggested", { grade: t(`value:project_grade.${opportunity.suggested_grade}`) })
              : undefined
          }
        >
          <Select
            allowClear
            placeholder={t("common:choose")}
            options={PROJECT_GRADES.map((value) => ({ value, label: t(`value:project_grade.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="procurement" label={t("field:procurement")}>
          <Select
            allowClear
            placeholder={t("common:choose")}
            options={PROCUREMENTS.map((value) => ({ value, label: t(`value:procurement.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="customer_step" label={t("field:customer_step")}>
          <Input maxLength={200} autoComplete="off" placeholder={t("form.customer_step_example")} />
        </Form.Item>
        <Wide>
          <Form.Item name="competitors" label={t("field:competitors")}>
            <Input.TextArea rows={2} maxLength={2000} />
          </Form.Item>
        </Wide>
        <Wide>
          <Form.Item name="guidance_done" valuePropName="checked">
            <Checkbox>{t("guidance.label")}</Checkbox>
          </Form.Item>
        </Wide>
      </FormSection>
      <FormSection title={t("form.care")}>
        <Form.Item name="owner_id" label={t("field:owner")}>
          <PersonSelect current={opportunity?.owner ?? me} />
        </Form.Item>
        <Form.Item name="unit_id" label={t("field:unit")}>
          <UnitSelect />
        </Form.Item>
      </FormSection>
    </>
  );
}
