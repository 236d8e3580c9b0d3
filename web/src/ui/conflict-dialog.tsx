import { useTranslation } from "react-i18next";
import { Button } from "./button";
import styles from "./conflict-dialog.module.css";
import { Dialog } from "./dialog";
import { conflicts } from "./form-values";
import { fieldLabel } from "./problem-text";
import { valueText } from "./value-text";

/** Someone else saved first: both versions field by field, and a choice. */
export default function ConflictDialog({
  mine,
  current,
  kind,
  onTakeTheirs,
  onKeepMine,
  onClose,
}: {
  mine: Record<string, unknown>;
  current: unknown;
  kind?: string;
  onTakeTheirs: () => void;
  onKeepMine: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const rows = conflicts(mine, current);
  return (
    <Dialog
      title={t("conflict.title")}
      onClose={onClose}
      width={680}
      footer={
        <>
          <Button onClick={onClose}>{t("conflict.back")}</Button>
          <Button onClick={onTakeTheirs}>{t("conflict.take_theirs")}</Button>
          <Button kind="primary" onClick={onKeepMine}>
            {t("conflict.keep_mine")}
          </Button>
        </>
      }
    >
      <p>{rows.length > 0 ? t("conflict.text") : t("conflict.same")}</p>
      {rows.length > 0 ? (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t("conflict.field")}</th>
                <th scope="col">{t("conflict.theirs")}</th>
                <th scope="col">{t("conflict.mine")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.field}>
                  <th scope="row">{fieldLabel(t, row.field)}</th>
                  <td>{valueText(t, row.field, row.theirs, kind)}</td>
                  <td>{valueText(t, row.field, row.mine, kind)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </Dialog>
  );
}
