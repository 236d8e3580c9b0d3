import { useBlocker } from "@tanstack/react-router";
import { Form } from "antd";
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "@/api/client";
import { pointerPath, problemOf } from "@/api/problem";
import type { Problem } from "@/api/types";
import { Button } from "./button";
import { ProblemNote } from "./problem-note";
import { fieldErrorText } from "./problem-text";
import styles from "./record-form.module.css";

const ConflictDialog = lazy(() => import("./conflict-dialog"));

export interface SubmitHelp<T> {
  /** The Idempotency-Key of this form: a repeated submit acts once. */
  key: string;
  /** The version to send as If-Match; 0, which no record has, while there is none. */
  version: number;
  /** What the record held when the form was filled: `changed(before, values)` is what to send. */
  before: Partial<T>;
}

interface RecordFormProps<T extends object> {
  initial: Partial<T>;
  /** Version of the record that is edited. */
  version?: number;
  /** Keeps what was typed in this browser until it is saved, such as "customer.new". */
  draft?: string;
  kind?: string;
  /** Without it the form is for reading only. */
  submitLabel: string | undefined;
  onSubmit: (values: T, help: SubmitHelp<T>) => Promise<unknown>;
  onCancel?: () => void;
  /** The form's values of a record as the server sends it; needed where the two differ, as in `owner_id`. */
  fromRecord?: (record: never) => Partial<T>;
  onValues?: (values: Partial<T>) => void;
  children: ReactNode;
}

function readDraft(name: string | undefined): Record<string, unknown> | null {
  if (!name) return null;
  try {
    return JSON.parse(localStorage.getItem(`truss.draft.${name}`) ?? "null");
  } catch {
    return null;
  }
}

/**
 * A record's form: server errors under their fields with the first one focused, a draft in this browser,
 * a guard on leaving, Ctrl+Enter, and the conflict dialog when someone else saved first.
 * Children are antd `Form.Item`s with `name`.
 */
export function RecordForm<T extends object>(props: RecordFormProps<T>) {
  const { t } = useTranslation();
  const [form] = Form.useForm<T>();
  const [draft] = useState(() => readDraft(props.draft));
  const [isDraftShown, setDraftShown] = useState(draft !== null);
  const [isDirty, setDirty] = useState(draft !== null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [key] = useState(newKey);
  // Held from the start: a refresh of the page behind must not pass off old values as new ones.
  const [base, setBase] = useState({ version: props.version ?? 0, values: props.initial });
  const saved = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const store = props.draft ? `truss.draft.${props.draft}` : null;
  useEffect(() => () => clearTimeout(timer.current), []);
  useBlocker({
    shouldBlockFn: () => isDirty && !saved.current && !window.confirm(t("form.leave")),
    enableBeforeUnload: () => isDirty && !saved.current,
  });

  const submit = async (values: T, from = base) => {
    setBusy(true);
    setProblem(null);
    try {
      saved.current = true;
      await props.onSubmit(values, { key, version: from.version, before: from.values });
      if (store) localStorage.removeItem(store);
      clearTimeout(timer.current);
      setDirty(false);
    } catch (error) {
      saved.current = false;
      showProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  const showProblem = (next: Problem) => {
    const known = (next.errors ?? []).filter((error) =>
      form.getFieldInstance(pointerPath(error.pointer) as never),
    );
    const others = (next.errors ?? []).filter((error) => !known.includes(error));
    form.setFields(
      known.map((error) => ({
        name: pointerPath(error.pointer) as never,
        errors: [fieldErrorText(t, error)],
      })),
    );
    const first = known[0];
    if (first) form.focusField(pointerPath(first.pointer) as never);
    setProblem({ ...next, errors: others });
  };
  const current = (): typeof base => {
    const record = (problem?.current ?? {}) as { version?: number };
    const read = props.fromRecord ?? ((it: Partial<T>) => it);
    return { version: record.version ?? 0, values: read(record as never) };
  };
  const discard = () => {
    if (store) localStorage.removeItem(store);
    form.setFieldsValue({
      ...(Object.fromEntries(Object.keys(draft ?? {}).map((name) => [name, undefined])) as T),
      ...props.initial,
    } as never);
    setDraftShown(false);
    setDirty(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && props.submitLabel) {
      event.preventDefault();
      form.submit();
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+Enter from any field inside.
    <div className={styles.frame} onKeyDown={onKeyDown}>
      {isDraftShown ? (
        <p className={styles.draft} role="status">
          {t("form.draft_restored")}
          <Button kind="quiet" onClick={discard}>
            {t("form.draft_discard")}
          </Button>
        </p>
      ) : null}
      <Form<T>
        form={form}
        layout="vertical"
        requiredMark
        initialValues={{ ...props.initial, ...draft }}
        scrollToFirstError={{ focus: true, block: "center" }}
        onFinish={(values) => void submit(values)}
        onValuesChange={(_changed, all) => {
          setDirty(true);
          props.onValues?.(all as Partial<T>);
          if (!store) return;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => localStorage.setItem(store, JSON.stringify(all)), 400);
        }}
      >
        <div className={styles.section}>{props.children}</div>
      </Form>
      {problem && problem.status !== 412 ? <ProblemNote problem={problem} /> : null}
      <div className={styles.actions}>
        {props.submitLabel ? (
          <Button kind="primary" busy={isBusy} onClick={() => form.submit()}>
            {props.submitLabel}
          </Button>
        ) : null}
        {props.onCancel ? <Button onClick={props.onCancel}>{t("cancel")}</Button> : null}
        {props.submitLabel ? <small className={styles.hint}>{t("form.ctrl_enter")}</small> : null}
      </div>
      {problem?.status === 412 ? (
        <Suspense fallback={null}>
          <ConflictDialog
            mine={form.getFieldsValue() as Record<string, unknown>}
            current={current().values}
            kind={props.kind}
            onClose={() => setProblem(null)}
            onTakeTheirs={() => {
              const theirs = current();
              setBase(theirs);
              setProblem(null);
              setDirty(false);
              if (store) localStorage.removeItem(store);
              form.setFieldsValue(theirs.values as never);
            }}
            onKeepMine={() => {
              const theirs = current();
              setBase(theirs);
              setProblem(null);
              void submit(form.getFieldsValue(), theirs);
            }}
          />
        </Suspense>
      ) : null}
    </div>
  );
}

/** A titled block of a form in two columns; `isWide` items take the whole row. */
export function FormSection({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className={`${styles.section} ${styles.wide}`} aria-label={title}>
      {title ? <h2>{title}</h2> : null}
      {children}
    </section>
  );
}

/** Wraps a `Form.Item` that takes the whole row. */
export function Wide({ children }: { children: ReactNode }) {
  return <div className={styles.wide}>{children}</div>;
}
