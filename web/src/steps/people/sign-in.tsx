import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, setCsrfToken } from "@/api/client";
import { problemOf } from "@/api/problem";
import { meQuery } from "@/api/session";
import type { Problem } from "@/api/types";
import { Button } from "@/ui/button";
import { Door } from "@/ui/door";
import { Field } from "@/ui/field";
import { applyAccount } from "@/ui/preferences";
import { ProblemNote } from "@/ui/problem-note";
import { safeTarget } from "./sign-in-target";

export function SignIn({ to }: { to: string | undefined }) {
  const { t } = useTranslation("people");
  const router = useRouter();
  const queryClient = useQueryClient();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const me = await api.post("/session", { body: { login: login.trim(), password } });
      queryClient.clear();
      setCsrfToken(me.csrf_token);
      queryClient.setQueryData(meQuery.queryKey, me);
      await applyAccount(me);
      await router.navigate({ href: safeTarget(to) });
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Door title={t("sign_in.title")}>
      <form onSubmit={submit}>
        <Field label={t("sign_in.login")} isRequired>
          <input
            value={login}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={100}
            // biome-ignore lint/a11y/noAutofocus: the page has nothing before this field.
            autoFocus
            onChange={(event) => setLogin(event.target.value)}
          />
        </Field>
        <Field label={t("sign_in.password")} isRequired>
          <input
            type="password"
            value={password}
            autoComplete="current-password"
            maxLength={200}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="submit" kind="primary" busy={isBusy}>
          {t("sign_in.submit")}
        </Button>
      </form>
    </Door>
  );
}
