import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useMe } from "@/api/session";
import type { ContractView, Id, PathView, Problem } from "@/api/types";
import { Button } from "@/ui/button";
import { RequestDecisionDialog } from "@/ui/decision-dialog";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { currentStage } from "@/ui/path-query";
import { ProblemNote } from "@/ui/problem-note";
import { ReasonDialog } from "@/ui/reason-dialog";
import { useAction } from "@/ui/use-action";
import styles from "./dialogs.module.css";
import { HANDOVER_POINTS } from "./handover";
import { afterContract } from "./queries";

export type Asking =
  | "request_decision"
  | "sign"
  | "register"
  | "propose"
  | "accept"
  | "refuse"
  | "fulfil"
  | "terminate";

interface DialogProps {
  contract: ContractView;
  onClose: () => void;
}

/** The dialog of a contract's verb. */
export function ContractDialog({
  contract,
  path,
  asking,
  onClose,
}: DialogProps & { path: PathView | undefined; asking: Asking }) {
  const { t } = useTranslation("contract");
  const { send } = useVerb(contract);
  if (asking === "sign") return <SignDialog contract={contract} onClose={onClose} />;
  if (asking === "request_decision") {
    const gate = (path && currentStage(path)?.gate) ?? "atc";
    return (
      <RequestDecisionDialog
        gate={gate}
        criteria={path?.exit?.criteria ?? []}
        deciders={path?.deciders ?? []}
        onClose={onClose}
        onSubmit={(note) =>
          send(
            () =>
              api.post("/decisions", {
                body: {
                  kind: "contract",
                  record_id: contract.id,
                  gate,
                  version: contract.version,
                  ...(note ? { note } : {}),
                },
                key: newKey(),
              }),
            t("decide.requested"),
          )
        }
      />
    );
  }
  const verb = VERBS[asking];
  return (
    <ReasonDialog
      title={t(`${verb.words}.title`)}
      text={
        asking === "propose" ? (
          <HandoverList />
        ) : (
          <span className={styles.text}>{t(`${verb.words}.text`)}</span>
        )
      }
      confirmLabel={t(verb.label)}
      isDangerous={verb.isDangerous}
      note={verb.note}
      noteLabel={verb.isDangerous ? t("common:reason") : t("handover.note")}
      onClose={onClose}
      onConfirm={({ note }) =>
        send(
          () => verb.act({ path: { id: contract.id }, version: contract.version, key: newKey() }, note),
          t(`${verb.words}.done`),
        ).then(() => undefined)
      }
    />
  );
}

interface Seen {
  path: { id: Id };
  version: number;
  key: string;
}

const VERBS: Record<
  Exclude<Asking, "sign" | "request_decision">,
  {
    act: (seen: Seen, note: string) => Promise<ContractView>;
    words: string;
    label: string;
    note: "none" | "optional" | "required";
    isDangerous?: boolean;
  }
> = {
  register: {
    act: (seen) => api.post("/contracts/{id}/register", { ...seen, body: {} }),
    words: "register",
    label: "register.do",
    note: "none",
  },
  fulfil: {
    act: (seen) => api.post("/contracts/{id}/stage", { ...seen, body: { to: "fulfilled" } }),
    words: "fulfil",
    label: "fulfil.do",
    note: "none",
  },
  propose: {
    act: (seen, note) =>
      api.post("/contracts/{id}/handover/propose", { ...seen, body: { note: note || undefined } }),
    words: "propose",
    label: "handover.propose",
    note: "optional",
  },
  accept: {
    act: (seen, note) =>
      api.post("/contracts/{id}/handover/accept", { ...seen, body: { note: note || undefined } }),
    words: "accept",
    label: "handover.accept",
    note: "optional",
  },
  refuse: {
    act: (seen, note) => api.post("/contracts/{id}/handover/refuse", { ...seen, body: { note } }),
    words: "refuse",
    label: "handover.refuse",
    note: "required",
    isDangerous: true,
  },
  terminate: {
    act: (seen, note) => api.post("/contracts/{id}/terminate", { ...seen, body: { reason: note } }),
    words: "terminate",
    label: "terminate.do",
    note: "required",
    isDangerous: true,
  },
};

function HandoverList() {
  const { t } = useTranslation("contract");
  return (
    <>
      {t("propose.text")}
      <span className={styles.points}>
        {HANDOVER_POINTS.map((point) => (
          <span key={point}>{t(`handover.point.${point}`)}</span>
        ))}
      </span>
    </>
  );
}

function useVerb(contract: ContractView) {
  const action = useAction(afterContract(contract.id));
  const send = (act: () => Promise<unknown>, done: string) => action.run(act, done, { quiet: true });
  return { send, isBusy: action.isBusy };
}

/** Records the signatures of both sides. */
function SignDialog({ contract, onClose }: DialogProps) {
  const { t } = useTranslation("contract");
  const me = useMe();
  const form = useId();
  const [signedOn, setSignedOn] = useState(me.today);
  const [signer, setSigner] = useState(contract.customer_signer ?? "");
  const [isTried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { send, isBusy } = useVerb(contract);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!signedOn || !signer.trim()) return;
    try {
      await send(
        () =>
          api.post("/contracts/{id}/sign", {
            path: { id: contract.id },
            body: { signed_on: signedOn, customer_signer: signer.trim() },
            version: contract.version,
            key: newKey(),
          }),
        t("sign.done"),
      );
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <Dialog
      title={t("sign.title")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={form} kind="primary" busy={isBusy}>
            {t("sign.do")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <p className={styles.text}>{t("sign.text")}</p>
        <Field
          label={t("field:signed_on")}
          isRequired
          error={isTried && !signedOn ? t("error:required") : undefined}
        >
          <input
            type="date"
            value={signedOn}
            max={me.today}
            onChange={(event) => setSignedOn(event.target.value)}
          />
        </Field>
        <Field
          label={t("field:customer_signer")}
          isRequired
          error={isTried && !signer.trim() ? t("error:required") : undefined}
        >
          <input
            type="text"
            value={signer}
            maxLength={120}
            onChange={(event) => setSigner(event.target.value)}
          />
        </Field>
        {problem ? <ProblemNote problem={problem} /> : null}
      </form>
    </Dialog>
  );
}
