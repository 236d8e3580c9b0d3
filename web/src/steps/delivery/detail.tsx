import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useMe } from "@/api/session";
import type { MilestoneView, Problem } from "@/api/types";
import { afterContract } from "@/steps/contract/queries";
import { Button } from "@/ui/button";
import { findAllowed } from "@/ui/can";
import { Dialog } from "@/ui/dialog";
import { Day, Instant, LongText, Person, Tag } from "@/ui/display";
import { Field } from "@/ui/field";
import { FileList } from "@/ui/file-list";
import { changed } from "@/ui/form-values";
import { ProblemNote } from "@/ui/problem-note";
import { reasonText } from "@/ui/problem-text";
import { ReasonDialog } from "@/ui/reason-dialog";
import { Facts } from "@/ui/record-page";
import { useAction } from "@/ui/use-action";
import styles from "./detail.module.css";
import { isLate, milestoneName, STATUS_HUES } from "./model";

export function MilestoneDialog({ milestone, onClose }: { milestone: MilestoneView; onClose: () => void }) {
  const { t } = useTranslation("delivery");
  return (
    <Dialog
      title={milestoneName(t, milestone)}
      onClose={onClose}
      width={640}
      footer={<Button onClick={onClose}>{t("common:close")}</Button>}
    >
      <MilestoneDetail key={milestone.version} milestone={milestone} />
    </Dialog>
  );
}

/** A milestone with its dates to keep up, its evidence and its acceptance. */
export function MilestoneDetail({ milestone }: { milestone: MilestoneView }) {
  const { t } = useTranslation("delivery");
  const { today } = useMe();
  const edit = findAllowed(milestone.allowed, "edit");
  const accept = findAllowed(milestone.allowed, "accept");
  const remove = findAllowed(milestone.allowed, "remove");
  const action = useAction(afterContract(milestone.contract_id));
  return (
    <div className={styles.detail}>
      <p className={styles.top}>
        {isLate(milestone, today) ? (
          <Tag hue="red">{t("late")}</Tag>
        ) : (
          <Tag hue={STATUS_HUES[milestone.status]}>{t(`value:milestone_status.${milestone.status}`)}</Tag>
        )}
        <span>{t(`value:milestone_kind.${milestone.kind}`)}</span>
        {milestone.accepted_by ? (
          <small>
            {t("accept.by")} <Person person={milestone.accepted_by} />{" "}
            <Instant at={milestone.accepted_at} isAgo />
          </small>
        ) : null}
      </p>
      {edit?.allowed ? <DatesForm milestone={milestone} action={action} /> : <Dates milestone={milestone} />}
      <section>
        <h3>{t("field:evidence")}</h3>
        <p className={styles.help}>{t(`evidence.of.${milestone.kind}`)}</p>
        <FileList
          kind="milestone"
          id={milestone.id}
          purpose="evidence"
          canUpload={findAllowed(milestone.allowed, "attach")?.allowed === true}
          canDelete={edit?.allowed === true && milestone.status !== "accepted"}
          onChange={() => void action.refresh()}
        />
      </section>
      {remove?.allowed ? <Removal milestone={milestone} action={action} /> : null}
      {accept && milestone.status !== "accepted" ? (
        accept.allowed ? (
          <AcceptForm milestone={milestone} action={action} />
        ) : accept.reason === "forbidden" ? null : (
          <p className={styles.help}>{reasonText(t, accept.reason)}</p>
        )
      ) : null}
    </div>
  );
}

/** Takes back a milestone that nothing is filed for yet. */
function Removal({ milestone, action }: { milestone: MilestoneView; action: ReturnType<typeof useAction> }) {
  const { t } = useTranslation("delivery");
  const [isAsking, setAsking] = useState(false);
  return (
    <div>
      <Button kind="quiet" onClick={() => setAsking(true)}>
        {t("remove.do")}
      </Button>
      {isAsking ? (
        <ReasonDialog
          title={t("remove.do")}
          text={t("remove.text", { name: milestoneName(t, milestone) })}
          confirmLabel={t("common:delete")}
          isDangerous
          onClose={() => setAsking(false)}
          onConfirm={() =>
            action
              .run(
                () =>
                  api.delete("/milestones/{id}", { path: { id: milestone.id }, version: milestone.version }),
                t("remove.done"),
                { quiet: true },
              )
              .then(() => undefined)
          }
        />
      ) : null}
    </div>
  );
}

function Dates({ milestone }: { milestone: MilestoneView }) {
  const { t } = useTranslation("delivery");
  return (
    <Facts
      items={[
        { label: t("field:planned_on"), value: <Day day={milestone.planned_on} /> },
        { label: t("field:contract_on"), value: <Day day={milestone.contract_on} /> },
        { label: t("field:forecast_on"), value: <Day day={milestone.forecast_on} /> },
        { label: t("field:actual_on"), value: <Day day={milestone.actual_on} /> },
        { label: t("field:note"), value: <LongText text={milestone.note} />, isWide: true },
      ]}
    />
  );
}

const FIELDS = ["planned_on", "forecast_on", "actual_on"] as const;

function DatesForm({
  milestone,
  action,
}: {
  milestone: MilestoneView;
  action: ReturnType<typeof useAction>;
}) {
  const { t } = useTranslation("delivery");
  const before = {
    planned_on: milestone.planned_on ?? "",
    forecast_on: milestone.forecast_on ?? "",
    actual_on: milestone.actual_on ?? "",
    note: milestone.note ?? "",
  };
  const [values, setValues] = useState(before);
  const [problem, setProblem] = useState<Problem | null>(null);
  const body = changed(before, values);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      await action.run(
        () =>
          api.patch("/milestones/{id}", {
            path: { id: milestone.id },
            body,
            version: milestone.version,
          }),
        t("common:saved"),
        { quiet: true },
      );
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <form onSubmit={submit} noValidate>
      <div className={styles.dates}>
        {FIELDS.map((name) => (
          <Field key={name} label={t(`field:${name}`)} help={t(`help.${name}`)}>
            <input
              type="date"
              value={values[name]}
              onChange={(event) => setValues({ ...values, [name]: event.target.value })}
            />
          </Field>
        ))}
        <div className={styles.fixed}>
          <span>{t("field:contract_on")}</span>
          <Day day={milestone.contract_on} />
        </div>
      </div>
      <Field label={t("field:note")}>
        <textarea
          value={values.note}
          maxLength={4000}
          onChange={(event) => setValues({ ...values, note: event.target.value })}
        />
      </Field>
      {problem ? <ProblemNote problem={problem} /> : null}
      <Button type="submit" disabled={Object.keys(body).length === 0} busy={action.isBusy}>
        {t("common:save")}
      </Button>
    </form>
  );
}

function AcceptForm({
  milestone,
  action,
}: {
  milestone: MilestoneView;
  action: ReturnType<typeof useAction>;
}) {
  const { t } = useTranslation("delivery");
  const { today } = useMe();
  const [day, setDay] = useState(milestone.actual_on ?? today);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [key] = useState(newKey);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      await action.run(
        () =>
          api.post("/milestones/{id}/accept", {
            path: { id: milestone.id },
            body: { actual_on: day },
            version: milestone.version,
            key,
          }),
        t("accept.done"),
        { quiet: true },
      );
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <form className={styles.accept} onSubmit={submit} noValidate>
      <h3>{t("accept.title")}</h3>
      <p className={styles.help}>{t("accept.text")}</p>
      <Field label={t("field:actual_on")} isRequired>
        <input type="date" value={day} max={today} onChange={(event) => setDay(event.target.value)} />
      </Field>
      {problem ? <ProblemNote problem={problem} /> : null}
      <Button type="submit" kind="primary" disabled={!day} busy={action.isBusy}>
        {t("accept.do")}
      </Button>
    </form>
  );
}
