import { useQueryClient } from "@tanstack/react-query";
import { useBlocker, useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useCan, useMe } from "@/api/session";
import type { Problem, QuotationView } from "@/api/types";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { ProblemNote } from "@/ui/problem-note";
import { fieldErrorText } from "@/ui/problem-text";
import { PlainPage, Section } from "@/ui/record-page";
import { toast } from "@/ui/toast";
import styles from "./editor.module.css";
import { LineGrid } from "./line-grid";
import {
  faultsOf,
  isBlank,
  type LineFault,
  type QuotationTerms,
  serverFaults,
  termsOf,
  toDraft,
  toInput,
  totalsOf,
} from "./model";
import { quotationKeys } from "./queries";
import { TotalsBar } from "./totals";
import { useLines } from "./use-lines";

const ConflictDialog = lazy(() => import("@/ui/conflict-dialog"));

interface EditorProps {
  opportunity: { id: string; name: string };
  currency: string;
  /** The draft that is edited; without one a new quotation is made. */
  quotation?: QuotationView;
  onReload?: () => void;
}

/** A quotation's lines and terms to type into, with the totals in view. */
export function QuotationEditor({ opportunity, currency, quotation, onReload }: EditorProps) {
  const { t } = useTranslation("bid");
  const router = useRouter();
  const queryClient = useQueryClient();
  const me = useMe();
  const canSeeCost = useCan("cost.see");
  const { lines, dispatch, paste } = useLines((quotation?.lines ?? []).map(toDraft), currency);
  const [terms, setTerms] = useState(termsOf(quotation));
  const [start] = useState({ lines, terms });
  const [key] = useState(newKey);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [faults, setFaults] = useState<LineFault[]>([]);
  const saved = useRef(false);
  const isDirty = lines !== start.lines || terms !== start.terms;
  useBlocker({
    shouldBlockFn: () => isDirty && !saved.current && !window.confirm(t("common:form.leave")),
    enableBeforeUnload: () => isDirty && !saved.current,
  });

  const save = async (version?: number) => {
    const missing = faultsOf(lines);
    setFaults(missing);
    setProblem(null);
    if (missing.length > 0) return showFirst(missing);
    const body = toInput(terms, lines, canSeeCost);
    setBusy(true);
    try {
      const view = quotation
        ? await api.patch("/quotations/{id}", {
            path: { id: quotation.id },
            body,
            version: version ?? quotation.version,
          })
        : await api.post("/opportunities/{id}/quotations", {
            path: { id: opportunity.id },
            body,
            key,
          });
      queryClient.setQueryData(quotationKeys.detail(view.id), view);
      void queryClient.invalidateQueries({ queryKey: quotationKeys.list });
      toast.success(t("common:saved"));
      saved.current = true;
      await router.navigate({ to: "/quotations/$id", params: { id: view.id } });
    } catch (error) {
      const found = problemOf(error);
      const wrong = serverFaults(found.errors ?? [], lines);
      setFaults(wrong);
      setProblem({
        ...found,
        errors: found.errors?.filter((item) => serverFaults([item], lines).length === 0),
      });
      showFirst(wrong);
    } finally {
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void save();
    }
  };
  const term = (name: keyof QuotationTerms) => ({
    value: terms[name],
    onChange: (event: { target: { value: string } }) => setTerms({ ...terms, [name]: event.target.value }),
  });
  const worded = faults.map((fault) => ({
    ...fault,
    text: fieldErrorText(t, { pointer: "", code: fault.code }),
  }));
  return (
    <PlainPage
      title={quotation ? t("edit.title", { number: quotation.number }) : t("edit.new")}
      text={opportunity.name}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+Enter from any field inside. */}
      <div onKeyDown={onKeyDown}>
        <Section title={t("line.title")} actions={<span className={styles.hint}>{t("line.hint")}</span>}>
          <div className={styles.lines}>
            <LineGrid
              lines={lines}
              dispatch={dispatch}
              onPaste={paste}
              currency={currency}
              canSeeCost={canSeeCost}
              faults={worded}
            />
          </div>
          {worded.length > 0 ? (
            <div className={styles.faults} role="alert">
              <p>{t("line.faults")}</p>
              <ul>
                {worded.map((fault) => (
                  <li key={`${fault.line} ${fault.column}`}>
                    <button type="button" onClick={() => showFirst([fault])}>
                      {t(`line.label.${fault.column}`, { number: fault.line + 1 })} – {fault.text}
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          ) : null}
        </Section>
        <Section title={t("terms.title")}>
          <div className={styles.terms}>
            <Field label={t("field:valid_until")} help={t("terms.valid_help")}>
              <input type="date" min={me.today} {...term("valid_until")} />
            </Field>
            <span />
            <Field label={t("field:payment_terms")}>
              <textarea maxLength={4000} {...term("payment_terms")} />
            </Field>
            <Field label={t("field:delivery_terms")}>
              <textarea maxLength={4000} {...term("delivery_terms")} />
            </Field>
            <Field label={t("field:note")}>
              <textarea maxLength={4000} {...term("note")} />
            </Field>
          </div>
        </Section>
        {problem && problem.status !== 412 && (faults.length === 0 || problem.errors?.length) ? (
          <ProblemNote problem={problem} />
        ) : null}
        <TotalsBar totals={totalsOf(lines)} currency={currency} isSticky>
          <Button onClick={() => router.history.back()}>{t("common:cancel")}</Button>
          <Button
            kind="primary"
            busy={isBusy}
            disabled={lines.every(isBlank)}
            title={t("common:form.ctrl_enter")}
            onClick={() => void save()}
          >
            {quotation ? t("common:save") : t("edit.create")}
          </Button>
        </TotalsBar>
      </div>
      {problem?.status === 412 ? (
        <Suspense fallback={null}>
          <ConflictDialog
            kind="quotation"
            mine={{ ...terms, total_minor: totalsOf(lines).total_minor }}
            current={problem.current}
            onClose={() => setProblem(null)}
            onTakeTheirs={() => {
              const current = problem.current as QuotationView;
              setProblem(null);
              setTerms(termsOf(current));
              dispatch({ do: "replace", lines: current.lines.map(toDraft) });
              onReload?.();
            }}
            onKeepMine={() => {
              const { version } = problem.current as QuotationView;
              setProblem(null);
              void save(version);
            }}
          />
        </Suspense>
      ) : null}
    </PlainPage>
  );
}

/** Takes the person to the first cell that needs attention. */
function showFirst(faults: LineFault[]): void {
  const first = faults[0];
  if (!first) return;
  document.querySelector<HTMLElement>(`[data-line="${first.line}"] [data-cell="${first.column}"]`)?.focus();
}
