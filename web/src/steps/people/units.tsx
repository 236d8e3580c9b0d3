import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { Problem, UnitKind, UnitView } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Tag } from "@/ui/display";
import { Field } from "@/ui/field";
import { Menu } from "@/ui/popover";
import { ProblemNote } from "@/ui/problem-note";
import { ReasonDialog } from "@/ui/reason-dialog";
import { PlainPage } from "@/ui/record-page";
import { ErrorState, Skeleton } from "@/ui/states";
import { useAction } from "@/ui/use-action";
import { visibleUnits } from "./model";
import { peopleKeys, unitsQuery } from "./queries";
import styles from "./units.module.css";

/** The company is there from the set-up on; everything else stands below it. */
const KINDS: UnitKind[] = ["region", "office", "department"];

type Editing = { unit: UnitView } | { parent: UnitView };

/** The organisation as a tree. Where a unit sits decides who sees its records. */
export function Units() {
  const { t } = useTranslation("people");
  const query = useQuery(unitsQuery);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [editing, setEditing] = useState<Editing | null>(null);
  const [closing, setClosing] = useState<UnitView | null>(null);
  const [menu, setMenu] = useState<{ unit: UnitView; anchor: HTMLElement } | null>(null);
  const action = useAction([peopleKeys.units]);
  const units = query.data?.items ?? [];
  const toggle = (id: string) =>
    setFolded((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const setActive = (unit: UnitView, active: boolean) =>
    api.patch("/units/{id}", { path: { id: unit.id }, body: { active }, version: unit.version });
  return (
    <PlainPage title={t("units.title")} text={t("units.text")}>
      {query.isPending ? <Skeleton lines={8} /> : null}
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      <ul className={styles.tree}>
        {visibleUnits(units, folded).map((unit) => {
          const hasChildren = units.some((other) => other.parent?.id === unit.id);
          return (
            <li key={unit.id} data-active={unit.active || undefined}>
              <span className={styles.name} style={{ paddingInlineStart: unit.depth * 24 }}>
                {hasChildren ? (
                  <button
                    type="button"
                    className={styles.fold}
                    aria-expanded={!folded.has(unit.id)}
                    aria-label={t("units.fold", { name: unit.name })}
                    onClick={() => toggle(unit.id)}
                  >
                    {folded.has(unit.id) ? "▸" : "▾"}
                  </button>
                ) : (
                  <span className={styles.fold} />
                )}
                {unit.name}
                {unit.active ? null : <Tag>{t("inactive")}</Tag>}
              </span>
              <span className={styles.kind}>{t(`value:unit_kind.${unit.kind}`)}</span>
              <span className={styles.count}>{t("units.users", { count: unit.user_count })}</span>
              <Button
                kind="quiet"
                aria-haspopup="menu"
                aria-label={t("units.actions", { name: unit.name })}
                onClick={(event) => setMenu({ unit, anchor: event.currentTarget })}
              >
                …
              </Button>
            </li>
          );
        })}
      </ul>
      <Menu
        anchor={menu?.anchor ?? null}
        onClose={() => setMenu(null)}
        label={menu ? t("units.actions", { name: menu.unit.name }) : ""}
        align="end"
        items={
          menu
            ? [
                { key: "add", label: t("units.add_below"), run: () => setEditing({ parent: menu.unit }) },
                { key: "edit", label: t("units.rename"), run: () => setEditing({ unit: menu.unit }) },
                menu.unit.active
                  ? {
                      key: "close",
                      label: t("units.close"),
                      danger: true,
                      run: () => setClosing(menu.unit),
                    }
                  : {
                      key: "open",
                      label: t("units.reopen"),
                      run: () => void action.run(() => setActive(menu.unit, true), t("common:saved")),
                    },
              ]
            : []
        }
      />
      {editing ? <UnitDialog editing={editing} onClose={() => setEditing(null)} /> : null}
      {closing ? (
        <ReasonDialog
          title={t("units.close_title", { name: closing.name })}
          text={t("units.close_text")}
          confirmLabel={t("units.close")}
          isDangerous
          onClose={() => setClosing(null)}
          onConfirm={async () => {
            await action.run(() => setActive(closing, false), t("common:saved"), { quiet: true });
          }}
        />
      ) : null}
    </PlainPage>
  );
}

function UnitDialog({ editing, onClose }: { editing: Editing; onClose: () => void }) {
  const { t } = useTranslation("people");
  const form = useId();
  const [name, setName] = useState("unit" in editing ? editing.unit.name : "");
  const [kind, setKind] = useState<UnitKind>("department");
  const [key] = useState(newKey);
  const [problem, setProblem] = useState<Problem | null>(null);
  const action = useAction([peopleKeys.units]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const save = () =>
      "unit" in editing
        ? api.patch("/units/{id}", {
            path: { id: editing.unit.id },
            body: { name: name.trim() },
            version: editing.unit.version,
          })
        : api.post("/units", { body: { name: name.trim(), kind, parent_id: editing.parent.id }, key });
    try {
      await action.run(save, t("common:saved"), { quiet: true });
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  const title = "unit" in editing ? t("units.rename") : t("units.add_to", { name: editing.parent.name });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={form} kind="primary" busy={action.isBusy}>
            {t("common:save")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <Field label={t("field:name")} isRequired>
          <input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
        </Field>
        {"unit" in editing ? null : (
          <Field label={t("field:kind")} isRequired>
            <select value={kind} onChange={(event) => setKind(event.target.value as UnitKind)}>
              {KINDS.map((item) => (
                <option key={item} value={item}>
                  {t(`value:unit_kind.${item}`)}
                </option>
              ))}
            </select>
          </Field>
        )}
        {problem ? <ProblemNote problem={problem} /> : null}
      </form>
    </Dialog>
  );
}
