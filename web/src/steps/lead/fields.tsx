import { Form, Input, Select } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import type { LeadInput, LeadView } from "@/api/types";
import { DayInput, MoneyInput } from "@/ui/inputs";
import { CustomerSelect, PersonSelect, ProductSelect, UnitSelect } from "@/ui/pickers";
import { FormSection, Wide } from "@/ui/record-form";
import { StepChoice } from "@/ui/step-choice";
import { DuplicateHint } from "./duplicates";
import styles from "./form.module.css";
import { BUDGET_STATES, CRITERIA, type Element, elementsOf, GRADES, SOURCES, STEPS } from "./model";

/** The lead's fields in the order in which a salesperson learns them, for creating and editing alike. */
export function LeadFields({
  lead,
  onLive,
}: {
  lead?: LeadView;
  /** Follows what the form holds, also what a draft or a conflict put there. */
  onLive: (values: Partial<LeadInput>) => void;
}) {
  const { t } = useTranslation("lead");
  const form = Form.useFormInstance<LeadInput>();
  const watched = Form.useWatch([], form) as Partial<LeadInput> | undefined;
  const values = watched ?? {};
  useEffect(() => {
    if (watched) onLive(watched);
  }, [watched, onLive]);
  const me = useMe();
  const currency = values.currency ?? lead?.currency ?? me.currency;
  const known = elementsOf(values);
  const heading = (element: Element) => (
    <span className={styles.heading} data-known={known[element] || undefined}>
      <span aria-hidden="true">{known[element] ? "✓" : "○"}</span> {t(`element.${element}`)}
    </span>
  );
  const long = (name: keyof LeadInput) => (
    <Form.Item name={name} label={t(`field:${name}`)}>
      <Input.TextArea rows={3} maxLength={4000} />
    </Form.Item>
  );
  return (
    <>
      <FormSection title={t("form.basics")}>
        <Wide>
          <Form.Item
            name="title"
            label={t("field:title")}
            rules={[{ required: true, whitespace: true, message: t("error:required") }]}
          >
            <Input maxLength={200} autoComplete="off" placeholder={t("form.title_example")} />
          </Form.Item>
        </Wide>
        <Form.Item name="customer_id" label={t("field:customer")}>
          <CustomerSelect current={lead?.customer} allowClear placeholder={t("form.customer_search")} />
        </Form.Item>
        <Form.Item name="customer_name" label={t("form.customer_name")} hidden={Boolean(values.customer_id)}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        {values.customer_id ? null : (
          <Wide>
            <DuplicateHint
              name={values.customer_name ?? ""}
              onPick={(id) => {
                form.setFieldValue("customer_id", id);
                form.setFieldValue("customer_name", null);
              }}
            />
          </Wide>
        )}
        <Form.Item name="contact_name" label={t("field:contact_name")}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name="contact_phone" label={t("field:contact_phone")}>
          <Input maxLength={40} inputMode="tel" autoComplete="off" />
        </Form.Item>
        <Form.Item name="source" label={t("field:source")}>
          <Select
            allowClear
            placeholder={t("common:choose")}
            options={SOURCES.map((value) => ({ value, label: t(`value:lead_source.${value}`) }))}
          />
        </Form.Item>
      </FormSection>
      <FormSection title={t("form.elements")}>
        <Wide>
          <p className={styles.intro}>{t("form.elements_text")}</p>
        </Wide>
        <Wide>{heading("pain")}</Wide>
        {long("pain")}
        {long("pain_reach")}
        <Wide>{heading("idea")}</Wide>
        {long("solution_idea")}
        {long("benefit")}
        <Form.Item name="product_id" label={t("field:product")}>
          <ProductSelect current={lead?.product} allowClear />
        </Form.Item>
        <Wide>{heading("budget")}</Wide>
        <Form.Item name="amount_minor" label={t("form.amount")}>
          <MoneyInput currency={currency} />
        </Form.Item>
        <Form.Item name="budget_state" label={t("field:budget_state")}>
          <Select
            allowClear
            placeholder={t("common:choose")}
            options={BUDGET_STATES.map((value) => ({ value, label: t(`value:budget_state.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="budget_source" label={t("field:budget_source")}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <Form.Item name="entry_on" label={t("field:entry_on")}>
          <DayInput />
        </Form.Item>
        <Wide>{heading("people")}</Wide>
        <Form.Item name="investment_leader" label={t("field:investment_leader")}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <Form.Item name="decision_makers" label={t("field:decision_makers")}>
          <Input maxLength={500} autoComplete="off" />
        </Form.Item>
        <Wide>
          <Form.Item name="stakeholders" label={t("field:stakeholders")}>
            <Input maxLength={500} autoComplete="off" />
          </Form.Item>
        </Wide>
      </FormSection>
      <FormSection title={t("form.grade")}>
        {CRITERIA.map((criterion) => (
          <Wide key={criterion}>
            <Form.Item name={criterion}>
              <StepChoice
                label={t(`field:${criterion}`)}
                options={STEPS.map((value) => ({ value, label: t(`step.${criterion}.${value}`) }))}
                canClear
              />
            </Form.Item>
          </Wide>
        ))}
        <Form.Item name="grade_override" label={t("form.override")}>
          <Select
            allowClear
            placeholder={t("form.override_none")}
            options={GRADES.map((value) => ({ value, label: t(`value:lead_grade.${value}`) }))}
          />
        </Form.Item>
        <Form.Item
          name="grade_override_reason"
          label={t("field:grade_override_reason")}
          hidden={!values.grade_override}
          rules={
            values.grade_override ? [{ required: true, whitespace: true, message: t("error:required") }] : []
          }
        >
          <Input maxLength={500} />
        </Form.Item>
      </FormSection>
      <FormSection title={t("form.care")}>
        <Form.Item name="owner_id" label={t("field:owner")}>
          <PersonSelect current={lead?.owner ?? me} />
        </Form.Item>
        <Form.Item name="unit_id" label={t("field:unit")}>
          <UnitSelect />
        </Form.Item>
      </FormSection>
    </>
  );
}
