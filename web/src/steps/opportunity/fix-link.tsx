import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CriterionState } from "@/api/types";
import { fixOf } from "./model";

/** Leads to the place where a missing criterion is met; plain fields are asked by the gate dialog. */
export function FixLink({
  id,
  criterion,
  onLeave,
  onField,
}: {
  id: string;
  criterion: CriterionState;
  onLeave?: () => void;
  /** Opens the place where a plain field is filled in. */
  onField?: () => void;
}) {
  const { t } = useTranslation("opportunity");
  const fix = fixOf(criterion);
  if (!fix) return null;
  if ("field" in fix)
    return onField ? (
      <button type="button" onClick={onField}>
        {t("fix.field")}
      </button>
    ) : null;
  if ("edit" in fix)
    return (
      <Link to="/opportunities/$id/edit" params={{ id }}>
        {t("common:edit")}
      </Link>
    );
  return (
    <Link to="/opportunities/$id" params={{ id }} search={{ tab: fix.tab }} onClick={onLeave}>
      {t(`fix.${fix.tab}`)}
    </Link>
  );
}
