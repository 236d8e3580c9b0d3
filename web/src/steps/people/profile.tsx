import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useMe } from "@/api/session";
import type { Density, Problem, Theme, TokenView } from "@/api/types";
import { LOCALES } from "@/i18n";
import { Button } from "@/ui/button";
import { Day, Instant } from "@/ui/display";
import { Field } from "@/ui/field";
import { useSaveMe } from "@/ui/preferences";
import { ProblemNote } from "@/ui/problem-note";
import { fieldErrorText } from "@/ui/problem-text";
import { ReasonDialog } from "@/ui/reason-dialog";
import { PlainPage, Section } from "@/ui/record-page";
import { Empty, ErrorState, Skeleton } from "@/ui/states";
import { toast } from "@/ui/toast";
import { useAction } from "@/ui/use-action";
import { OneTimeSecret } from "./one-time-secret";
import styles from "./profile.module.css";
import { peopleKeys, tokensQuery } from "./queries";

const THEMES: Theme[] = ["light", "dark", "system"];
const DENSITIES: Density[] = ["compact", "normal", "roomy"];

/** The person's own settings: looks, password, API tokens. */
export function Profile() {
  const { t } = useTranslation("people");
  const me = useMe();
  return (
    <PlainPage title={t("profile.title")} text={`${me.name} · ${me.login}`}>
      <div className={styles.columns}>
        <div>
          <Looks />
          <Section title={t("field:posts")}>
            {me.posts.length === 0 ? <Empty title={t("profile.no_posts")} /> : null}
            <ul className={styles.posts}>
              {me.posts.map((post) => (
                <li key={post.id}>
                  <b>{t(`value:role.${post.role}`)}</b>
                  <span>
                    {post.unit.name} · {t("users.rank", { rank: post.rank })}
                  </span>
                </li>
              ))}
            </ul>
          </Section>
        </div>
        <Password />
        <Tokens />
      </div>
    </PlainPage>
  );
}

function Looks() {
  const { t } = useTranslation("people");
  const me = useMe();
  const save = useSaveMe();
  return (
    <Section title={t("profile.looks")}>
      <Field label={t("field:locale")}>
        <select
          value={me.locale}
          onChange={(event) => void save({ locale: event.target.value as typeof me.locale })}
        >
          {LOCALES.map((locale) => (
            <option key={locale} value={locale}>
              {t(`value:locale.${locale}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t("field:theme")}>
        <select value={me.theme} onChange={(event) => void save({ theme: event.target.value as Theme })}>
          {THEMES.map((theme) => (
            <option key={theme} value={theme}>
              {t(`common:theme.${theme}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t("common:density.label")}>
        <select
          value={me.density}
          onChange={(event) => void save({ density: event.target.value as Density })}
        >
          {DENSITIES.map((density) => (
            <option key={density} value={density}>
              {t(`common:density.${density}`)}
            </option>
          ))}
        </select>
      </Field>
    </Section>
  );
}

function Password() {
  const { t } = useTranslation("people");
  const [values, setValues] = useState({ current: "", next: "", again: "" });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const differs = values.again !== "" && values.again !== values.next;
  const errorOf = (field: string) => {
    const error = problem?.errors?.find((item) => item.pointer === `/${field}`);
    return error ? fieldErrorText(t, error) : undefined;
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (values.again !== values.next) return;
    setBusy(true);
    setProblem(null);
    try {
      await api.post("/me/password", { body: { current: values.current, new: values.next } });
      setValues({ current: "", next: "", again: "" });
      toast.success(t("profile.password_changed"));
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title={t("profile.password")}>
      <form onSubmit={submit}>
        <Field label={t("profile.current")} isRequired error={errorOf("current")}>
          <input
            type="password"
            autoComplete="current-password"
            value={values.current}
            onChange={(event) => setValues({ ...values, current: event.target.value })}
          />
        </Field>
        <Field label={t("profile.new")} isRequired help={t("set_up.password_help")} error={errorOf("new")}>
          <input
            type="password"
            autoComplete="new-password"
            minLength={12}
            maxLength={200}
            value={values.next}
            onChange={(event) => setValues({ ...values, next: event.target.value })}
          />
        </Field>
        <Field label={t("profile.again")} isRequired error={differs ? t("profile.differs") : undefined}>
          <input
            type="password"
            autoComplete="new-password"
            value={values.again}
            onChange={(event) => setValues({ ...values, again: event.target.value })}
          />
        </Field>
        {problem && !problem.errors?.length ? <ProblemNote problem={problem} /> : null}
        <Button type="submit" kind="primary" busy={isBusy}>
          {t("profile.change")}
        </Button>
      </form>
    </Section>
  );
}

function Tokens() {
  const { t } = useTranslation("people");
  const me = useMe();
  const query = useQuery(tokensQuery);
  const action = useAction([peopleKeys.tokens]);
  const [name, setName] = useState("");
  const [expiresOn, setExpiresOn] = useState("");
  const [key, setKey] = useState(newKey);
  const [secret, setSecret] = useState<string | null>(null);
  const [doomed, setDoomed] = useState<TokenView | null>(null);
  const create = async (event: FormEvent) => {
    event.preventDefault();
    await action.run(async () => {
      const answer = await api.post("/tokens", {
        body: { name: name.trim(), expires_on: expiresOn },
        key,
      });
      setSecret(answer.token);
      setName("");
      setExpiresOn("");
      setKey(newKey());
    });
  };
  const tokens = query.data?.items ?? [];
  return (
    <Section title={t("tokens.title")}>
      <p className={styles.text}>{t("tokens.text")}</p>
      {query.isPending ? <Skeleton lines={3} /> : null}
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      <ul className={styles.tokens}>
        {tokens.map((token) => (
          <li key={token.id}>
            <span>
              <b>{token.name}</b>
              <small>
                {t("tokens.expires")} <Day day={token.expires_on} isOverdue={token.expires_on < me.today} />
                {" · "}
                {token.last_used_at ? (
                  <>
                    {t("tokens.used")} <Instant at={token.last_used_at} isAgo />
                  </>
                ) : (
                  t("tokens.unused")
                )}
              </small>
            </span>
            <Button kind="quiet" onClick={() => setDoomed(token)}>
              {t("tokens.revoke")}
            </Button>
          </li>
        ))}
      </ul>
      <form onSubmit={create}>
        <Field label={t("tokens.name")} help={t("tokens.name_help")} isRequired>
          <input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label={t("field:expires_on")} isRequired>
          <input
            type="date"
            min={me.today}
            value={expiresOn}
            onChange={(event) => setExpiresOn(event.target.value)}
          />
        </Field>
        <Button type="submit" busy={action.isBusy}>
          {t("tokens.create")}
        </Button>
      </form>
      {secret ? (
        <OneTimeSecret
          title={t("tokens.created")}
          text={t("tokens.once")}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      ) : null}
      {doomed ? (
        <ReasonDialog
          title={t("tokens.revoke_title", { name: doomed.name })}
          text={t("tokens.revoke_text")}
          confirmLabel={t("tokens.revoke")}
          isDangerous
          onClose={() => setDoomed(null)}
          onConfirm={async () => {
            await action.run(() => api.delete("/tokens/{id}", { path: { id: doomed.id } }), undefined, {
              quiet: true,
            });
          }}
        />
      ) : null}
    </Section>
  );
}
