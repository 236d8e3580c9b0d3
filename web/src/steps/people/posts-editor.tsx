import { Form, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { UnitSelect } from "@/ui/pickers";
import { RANKS, ROLES } from "./model";
import styles from "./posts-editor.module.css";

/** The posts of a user: where, how high, as what. Together they decide what the user sees and may do. */
export function PostsEditor() {
  const { t } = useTranslation("people");
  const required = [{ required: true, message: t("error:required") }];
  return (
    <Form.List name="posts">
      {(rows, { add, remove }) => (
        <div className={styles.posts}>
          {rows.map((row) => (
            <div key={row.key} className={styles.post}>
              <Form.Item name={[row.name, "unit_id"]} label={t("field:unit")} rules={required}>
                <UnitSelect />
              </Form.Item>
              <Form.Item name={[row.name, "role"]} label={t("field:role")} rules={required}>
                <Select
                  showSearch={{ optionFilterProp: "label" }}
                  options={ROLES.map((value) => ({ value, label: t(`value:role.${value}`) }))}
                />
              </Form.Item>
              <Form.Item name={[row.name, "rank"]} label={t("field:rank")} rules={required}>
                <Select
                  options={RANKS.map((value) => ({ value, label: t("users.rank", { rank: value }) }))}
                />
              </Form.Item>
              <Button kind="quiet" onClick={() => remove(row.name)}>
                {t("users.remove_post")}
              </Button>
            </div>
          ))}
          <p className={styles.help}>{t("users.administrator_unit")}</p>
          <Button onClick={() => add({ rank: 5 })}>{t("users.add_post")}</Button>
        </div>
      )}
    </Form.List>
  );
}
