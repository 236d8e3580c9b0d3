import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { useMe } from "@/api/session";
import type { UserInput, UserPatch, UserView } from "@/api/types";
import { LOCALES } from "@/i18n";
import { Button } from "@/ui/button";
import { Tag } from "@/ui/display";
import { changed, filled } from "@/ui/form-values";
import { ReasonDialog } from "@/ui/reason-dialog";
import { FormSection, RecordForm, type SubmitHelp, Wide } from "@/ui/record-form";
import { PlainPage, Section } from "@/ui/record-page";
import { toast } from "@/ui/toast";
import { useAction } from "@/ui/use-action";
import { toPosts } from "./model";
import { OneTimeSecret } from "./one-time-secret";
import { PostsEditor } from "./posts-editor";
import { peopleKeys } from "./queries";

type Values = Omit<UserInput, "password">;

function toValues(user: UserView): Values {
  return {
    name: user.name,
    login: user.login,
    email: user.email ?? undefined,
    locale: user.locale,
    posts: toPosts(user.posts),
  };
}

/** Creates a user, or edits the one given with posts, password and activity. */
export function UserForm({ user }: { user?: UserView }) {
  const { t } = useTranslation("people");
  const router = useRouter();
  const queryClient = useQueryClient();
  const me = useMe();
  const [created, setCreated] = useState<UserView | null>(null);
  const initial: Partial<Values> = user ? toValues(user) : { locale: me.locale, posts: [] };
  const save = async (values: Values, { key, version, before }: SubmitHelp<Values>) => {
    if (user) {
      const { login: _login, ...patch } = changed(before, values);
      const saved = await api.patch("/users/{id}", {
        path: { id: user.id },
        body: patch satisfies UserPatch,
        version,
      });
      queryClient.setQueryData(peopleKeys.user(user.id), saved);
      toast.success(t("common:saved"));
      await router.navigate({ to: "/admin/users" });
    } else {
      const saved = await api.post("/users", { body: filled(values), key });
      if (saved.initial_password) setCreated(saved);
      else await router.navigate({ to: "/admin/users" });
    }
    void queryClient.invalidateQueries({ queryKey: peopleKeys.users });
    void queryClient.invalidateQueries({ queryKey: peopleKeys.units });
  };
  const required = [{ required: true, whitespace: true, message: t("error:required") }];
  return (
    <PlainPage
      title={user ? user.name : t("users.create")}
      text={user?.login}
      isNarrow
      actions={user ? <Lifecycle user={user} /> : null}
    >
      <Section title={t("users.account")} actions={user && !user.active ? <Tag>{t("inactive")}</Tag> : null}>
        <RecordForm<Values>
          initial={initial}
          version={user?.version}
          kind="user"
          draft={user ? undefined : "user.new"}
          submitLabel={t("common:save")}
          onSubmit={save}
          onCancel={() => router.history.back()}
          fromRecord={toValues}
        >
          <FormSection>
            <Form.Item name="name" label={t("users.name")} rules={required}>
              <Input maxLength={100} autoComplete="off" />
            </Form.Item>
            <Form.Item name="login" label={t("field:login")} rules={required}>
              <Input maxLength={100} autoComplete="off" disabled={user !== undefined} />
            </Form.Item>
            <Form.Item
              name="email"
              label={t("field:email")}
              rules={[{ type: "email", message: t("error:bad_email") }]}
            >
              <Input maxLength={200} autoComplete="off" inputMode="email" />
            </Form.Item>
            <Form.Item name="locale" label={t("field:locale")}>
              <Select options={LOCALES.map((value) => ({ value, label: t(`value:locale.${value}`) }))} />
            </Form.Item>
          </FormSection>
          <FormSection title={t("field:posts")}>
            <Wide>
              <PostsEditor />
            </Wide>
          </FormSection>
        </RecordForm>
      </Section>
      {created?.initial_password ? (
        <OneTimeSecret
          title={t("users.created", { name: created.name })}
          text={t("users.password_once")}
          secret={created.initial_password}
          onClose={() => void router.navigate({ to: "/admin/users" })}
        />
      ) : null}
    </PlainPage>
  );
}

/** A new one-time password; taking the account out of use and back. */
function Lifecycle({ user }: { user: UserView }) {
  const { t } = useTranslation("people");
  const me = useMe();
  const [open, setOpen] = useState<"reset" | "deactivate" | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [key, setKey] = useState(newKey);
  const action = useAction([peopleKeys.user(user.id), peopleKeys.users]);
  const setActive = (active: boolean) =>
    api.patch("/users/{id}", { path: { id: user.id }, body: { active }, version: user.version });
  return (
    <>
      <Button onClick={() => setOpen("reset")}>{t("users.reset")}</Button>
      {user.id === me.id ? null : user.active ? (
        <Button kind="danger" onClick={() => setOpen("deactivate")}>
          {t("users.deactivate")}
        </Button>
      ) : (
        <Button
          busy={action.isBusy}
          onClick={() => void action.run(() => setActive(true), t("common:saved"))}
        >
          {t("users.activate")}
        </Button>
      )}
      {open === "reset" ? (
        <ReasonDialog
          title={t("users.reset")}
          text={t("users.reset_text", { name: user.name })}
          confirmLabel={t("users.reset")}
          onClose={() => setOpen(null)}
          onConfirm={async () => {
            const answer = await api.post("/users/{id}/password", {
              path: { id: user.id },
              version: user.version,
              key,
            });
            await action.refresh();
            setKey(newKey());
            setSecret(answer.initial_password);
          }}
        />
      ) : null}
      {open === "deactivate" ? (
        <ReasonDialog
          title={t("users.deactivate_title", { name: user.name })}
          text={t("users.deactivate_text")}
          confirmLabel={t("users.deactivate")}
          isDangerous
          onClose={() => setOpen(null)}
          onConfirm={async () => {
            await action.run(() => setActive(false), t("common:saved"), { quiet: true });
          }}
        />
      ) : null}
      {secret ? (
        <OneTimeSecret
          title={t("users.reset_done", { name: user.name })}
          text={t("users.password_once")}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      ) : null}
    </>
  );
}
