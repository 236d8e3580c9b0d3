import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { ImportKind, ImportMappingInput, ImportView } from "@/api/types";
import { currentLocale } from "@/i18n";
import { formatNumber } from "@/i18n/format";
import { Tag } from "@/ui/display";
import { PlainPage } from "@/ui/record-page";
import { ErrorState, Skeleton } from "@/ui/states";
import { useAction } from "@/ui/use-action";
import { CheckStep } from "./check-step";
import { ColumnsStep } from "./columns-step";
import { isUnderWay, STATUS_HUES, STEPS, stepOf, type WizardStep } from "./model";
import { importKeys, importKindsQuery, importQuery } from "./queries";
import { ResultStep } from "./result-step";
import { ValuesStep } from "./values-step";
import styles from "./wizard.module.css";

/** An import from columns to result, resumable at any time. */
export function ImportWizard({ id }: { id: string }) {
  const { t } = useTranslation("exchange");
  const query = useQuery(importQuery(id));
  const kinds = useQuery(importKindsQuery);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (kinds.isError) return <ErrorState error={kinds.error} onRetry={() => void kinds.refetch()} />;
  if (!query.data || !kinds.data) return <Skeleton lines={8} />;
  const view = query.data;
  return (
    <PlainPage
      title={view.file_name}
      text={t("wizard.facts", {
        rows: formatNumber(view.rows, currentLocale()),
        columns: view.columns.length,
        encoding: view.encoding.toUpperCase(),
      })}
      actions={<Tag hue={STATUS_HUES[view.status]}>{t(`value:import_status.${view.status}`)}</Tag>}
    >
      <Steps view={view} kinds={kinds.data.items} />
    </PlainPage>
  );
}

const hasUnmatched = (view: ImportView) => Object.values(view.unmatched).some((list) => list.length > 0);

function Steps({ view, kinds }: { view: ImportView; kinds: ImportKind[] }) {
  const { t } = useTranslation("exchange");
  const queryClient = useQueryClient();
  const action = useAction([importKeys.detail(view.id), importKeys.list]);
  const [picked, setPicked] = useState<WizardStep | null>(null);
  // Once the server is at work, its state decides; before that the person goes back and forth.
  const natural = stepOf(view);
  const isFixed = natural === "result" || isUnderWay(view.status);
  const step = isFixed ? natural : (picked ?? natural);
  const kind = kinds.find((item) => item.kind === view.kind);

  // What the server has just done shows on every other page, too.
  const isWorking = isUnderWay(view.status);
  const wasWorking = useRef(isWorking);
  useEffect(() => {
    if (wasWorking.current && !isWorking) void queryClient.invalidateQueries();
    wasWorking.current = isWorking;
  }, [isWorking, queryClient]);

  const save = (input: ImportMappingInput, next: WizardStep | ((saved: ImportView) => WizardStep)) =>
    action.run(async () => {
      const saved = await api.put("/imports/{id}/mapping", {
        path: { id: view.id },
        body: input,
        version: view.version,
      });
      queryClient.setQueryData(importKeys.detail(view.id), saved);
      setPicked(typeof next === "function" ? next(saved) : next);
    });
  const run = (isDryRun: boolean) =>
    action.run(async () => {
      const started = await api.post("/imports/{id}/run", {
        path: { id: view.id },
        body: { dry_run: isDryRun },
        version: view.version,
      });
      queryClient.setQueryData(importKeys.detail(view.id), started);
      setPicked(null);
    });
  return (
    <div className={styles.wizard}>
      <ol className={styles.steps} aria-label={t("wizard.steps")}>
        {STEPS.map((item, index) => {
          const at = STEPS.indexOf(step);
          return (
            <li key={item} data-state={index < at ? "done" : index === at ? "current" : "later"}>
              <button
                type="button"
                disabled={isFixed || index > at}
                aria-current={index === at ? "step" : undefined}
                onClick={() => setPicked(item)}
              >
                <span aria-hidden="true">{index < at ? "✓" : index + 1}</span>
                {t(`step.${item}`)}
              </button>
            </li>
          );
        })}
      </ol>
      {step === "columns" ? (
        <ColumnsStep
          key={view.version}
          view={view}
          kinds={kinds}
          isBusy={action.isBusy}
          onSave={(input) => save(input, (saved) => (hasUnmatched(saved) ? "values" : "check"))}
        />
      ) : null}
      {step === "values" && kind ? (
        <ValuesStep
          key={view.version}
          view={view}
          kind={kind}
          isBusy={action.isBusy}
          onBack={() => setPicked("columns")}
          onSave={(input) => save(input, "check")}
        />
      ) : null}
      {step === "check" && kind ? (
        <CheckStep
          view={view}
          kind={kind}
          isBusy={action.isBusy}
          onBack={() => setPicked(hasUnmatched(view) ? "values" : "columns")}
          onRun={run}
        />
      ) : null}
      {step === "result" ? (
        <ResultStep view={view} kind={kind} isBusy={action.isBusy} onContinue={() => void run(false)} />
      ) : null}
    </div>
  );
}
