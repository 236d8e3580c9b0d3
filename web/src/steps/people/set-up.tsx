import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey, setCsrfToken } from "@/api/client";
import { problemOf } from "@/api/problem";
import { meQuery, setupQuery } from "@/api/session";
import type { Problem, SetupInput } from "@/api/types";
import { currentLocale } from "@/i18n";
import { Button } from "@/ui/button";
import { Door } from "@/ui/door";
import { Field } from "@/ui/field";
import { applyAccount } from "@/ui/preferences";
import { ProblemNote } from "@/ui/problem-note";
import { fieldErrorText } from "@/ui/problem-text";

const CURRENCIES = ["CNY", "USD", "EUR", "HKD", "JPY", "GBP", "SGD"];

/** The first start: the company and its first administrator. The token stands in the link that the server printed. */
export function SetUp({ token }: { token: string }) {
  const { t } = useTranslation("people");
  const router = useRouter();
  const queryClient = useQueryClient();
  const [values, setValues] = useState({
    company_name: "",
    name: "",
    login: "",
    password: "",
    currency: "CNY",
    token,
  });
  const [key] = useState(newKey);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const set = (field: keyof typeof values) => (event: { target: { value: string } }) =>
    setValues({ ...values, [field]: event.target.value });
  const errorOf = (field: string) => {
    const error = problem?.errors?.find((item) => item.pointer === `/${field}`);
    return error ? fieldErrorText(t, error) : undefined;
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const body: SetupInput = { ...values, login: values.login.trim(), locale: currentLocale() };
    try {
      const me = await api.post("/setup", { body, key });
      queryClient.setQueryData(setupQuery.queryKey, { needed: false, demo: me.demo });
      setCsrfToken(me.csrf_token);
      queryClient.setQueryData(meQuery.queryKey, me);
      await applyAccount(me);
      await router.navigate({ to: "/" });
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  const isKnown = (pointer: string) => pointer.slice(1) in values;
  const rest = problem
    ? { ...problem, errors: problem.errors?.filter((error) => !isKnown(error.pointer)) }
    : null;
  return (
    <Door title={t("set_up.title")} text={t("set_up.text")}>
      <form onSubmit={submit}>
        {token ? null : (
          <Field label={t("set_up.token")} help={t("set_up.token_help")} isRequired error={errorOf("token")}>
            <input value={values.token} autoComplete="off" spellCheck={false} onChange={set("token")} />
          </Field>
        )}
        <Field label={t("set_up.company")} isRequired error={errorOf("company_name")}>
          <input
            value={values.company_name}
            autoComplete="organization"
            maxLength={200}
            onChange={set("company_name")}
          />
        </Field>
        <Field label={t("set_up.currency")} isRequired error={errorOf("currency")}>
          <select value={values.currency} onChange={set("currency")}>
            {CURRENCIES.map((currency) => (
              <option key={currency} value={currency}>
                {currency} {new Intl.DisplayNames(currentLocale(), { type: "currency" }).of(currency)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t("set_up.name")} isRequired error={errorOf("name")}>
          <input value={values.name} autoComplete="name" maxLength={100} onChange={set("name")} />
        </Field>
        <Field label={t("set_up.login")} isRequired error={errorOf("login")}>
          <input
            value={values.login}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={100}
            onChange={set("login")}
          />
        </Field>
        <Field
          label={t("set_up.password")}
          help={t("set_up.password_help")}
          isRequired
          error={errorOf("password")}
        >
          <input
            type="password"
            value={values.password}
            autoComplete="new-password"
            minLength={12}
            maxLength={200}
            onChange={set("password")}
          />
        </Field>
        {rest ? <ProblemNote problem={rest} /> : null}
        <Button type="submit" kind="primary" busy={isBusy}>
          {t("set_up.submit")}
        </Button>
      </form>
    </Door>
  );
}
