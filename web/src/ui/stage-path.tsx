import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GateState, PathStage, PathView } from "@/api/types";
import { pick } from "@/i18n";
import { type Hue, Tag } from "./display";
import { GateChecklist } from "./gate-checklist";
import { Popover } from "./popover";
import styles from "./stage-path.module.css";

/** The hue of each gate state, the same on path, panel and lists. */
export const GATE_HUES: Record<GateState, Hue> = {
  none: "grey",
  open: "grey",
  requested: "blue",
  passed: "green",
  rework: "amber",
  hold: "amber",
  no_go: "red",
  expired: "red",
};

/** The record's way through its stages, with the state of each gate; a press shows what a step asks for. */
export function StagePath({ path }: { path: PathView }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<{ stage: PathStage; anchor: HTMLElement } | null>(null);
  return (
    <>
      <ol className={styles.path} aria-label={t("path.label")}>
        {path.stages.map((stage) => (
          <li key={stage.key} data-state={stage.state}>
            <button
              type="button"
              aria-current={stage.state === "current" ? "step" : undefined}
              aria-haspopup="dialog"
              onClick={(event) => setOpen({ stage, anchor: event.currentTarget })}
            >
              <span className={styles.name}>
                <span className={styles.mark} aria-hidden="true">
                  {stage.state === "done" ? "✓" : stage.state === "stopped" ? "×" : "●"}
                </span>
                {pick(stage.title)}
                <span className="hidden-text">{t(`path.state.${stage.state}`)}</span>
              </span>
              <small>
                {stage.gate
                  ? `${t(`value:gate.${stage.gate}`)} · ${t(`value:gate_state.${stateOf(stage)}`)}`
                  : stage.code}
              </small>
            </button>
          </li>
        ))}
      </ol>
      <Popover
        anchor={open?.anchor ?? null}
        onClose={() => setOpen(null)}
        label={open ? pick(open.stage.title) : ""}
      >
        {open ? <StageCard stage={open.stage} path={path} /> : null}
      </Popover>
    </>
  );
}

/** An authorisation that has run out since says nothing about a stage that was left in time. */
function stateOf(stage: PathStage): GateState {
  return stage.state === "done" && stage.gate_state === "expired" ? "passed" : stage.gate_state;
}

function StageCard({ stage, path }: { stage: PathStage; path: PathView }) {
  const { t } = useTranslation();
  const isCurrent = stage.key === path.current;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the panel takes the focus so that it is read.
    <div className={styles.card} tabIndex={0}>
      <p className={styles.code}>
        {stage.code}{" "}
        <Tag hue={GATE_HUES[stateOf(stage)]}>
          {stage.gate
            ? `${t(`value:gate.${stage.gate}`)} · ${t(`value:gate_state.${stateOf(stage)}`)}`
            : t("path.no_gate")}
        </Tag>
      </p>
      <p>{pick(stage.goal)}</p>
      {isCurrent && path.exit ? <GateChecklist criteria={path.exit.criteria} /> : null}
      {isCurrent && stage.gate && path.deciders.length > 0 ? (
        <p className={styles.deciders}>
          {t("path.deciders", { names: path.deciders.map((person) => person.name).join(t("list_comma")) })}
        </p>
      ) : null}
    </div>
  );
}
