import i18next, { type TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { LongText } from "@/ui/display";
import { fieldLabel } from "@/ui/problem-text";
import { Facts, Section } from "@/ui/record-page";
import { valueText } from "@/ui/value-text";
import styles from "./material.module.css";
import { materialOf, type Part, type Table } from "./model";

/** What the request froze, as labelled figures, words and tables. */
export function Material({ snapshot, kind }: { snapshot: unknown; kind: string }) {
  const { t } = useTranslation("decision");
  const parts = materialOf(snapshot);
  if (parts.length === 0) return <p className={styles.none}>{t("material.none")}</p>;
  return parts.map((part) =>
    part.key === "facts" ? (
      <details key={part.key} className={styles.facts}>
        <summary>{t("material.facts")}</summary>
        <PartView part={part} kind={kind} />
      </details>
    ) : (
      <Section key={part.key} title={partTitle(t, part.key)}>
        <PartView part={part} kind={kind} />
      </Section>
    ),
  );
}

/** What a part is called: a record's kind, a field, or a word of its own. */
function partTitle(t: TFunction<"decision">, key: string): string {
  for (const name of [`decision:material.${key}`, `common:kind.${key}`]) {
    if (i18next.exists(name)) return t(name as "material.none");
  }
  return fieldLabel(t, key);
}

const isLong = (value: unknown) => typeof value === "string" && value.length > 40;

function PartView({ part, kind }: { part: Part; kind: string }) {
  const { t } = useTranslation("decision");
  return (
    <>
      {part.facts.length > 0 ? (
        <Facts
          items={part.facts.map(({ field, value }) => ({
            label: fieldLabel(t, field),
            value: <LongText text={valueText(t, field, value, kindOf(part, kind), part.currency)} />,
            isWide: isLong(value),
          }))}
        />
      ) : null}
      {part.tables.map((table) => (
        <MaterialTable key={table.field} table={table} part={part} kind={kindOf(part, kind)} />
      ))}
      {part.parts.map((inner) => (
        <div key={inner.key} className={styles.inner}>
          <h3>{partTitle(t, inner.key)}</h3>
          <PartView part={inner} kind={kind} />
        </div>
      ))}
    </>
  );
}

/** Codes are worded by the kind of the record that they belong to. */
const kindOf = (part: Part, kind: string) =>
  part.key === "record" || part.key === "facts" ? kind : part.key;

const isFigure = (field: string) => /_(minor|bp|milli|days)$|^(position|percent)$/.test(field);

function MaterialTable({ table, part, kind }: { table: Table; part: Part; kind: string }) {
  const { t } = useTranslation("decision");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the keys.
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={fieldLabel(t, table.field)}>
      <table className={styles.table}>
        {part.key === table.field ? null : <caption>{fieldLabel(t, table.field)}</caption>}
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col" data-figure={isFigure(column) || undefined}>
                {column === "unit" ? t("material.unit") : fieldLabel(t, column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: frozen rows never move.
            <tr key={index}>
              {table.columns.map((column) => (
                <td key={column} data-figure={isFigure(column) || undefined}>
                  {valueText(t, column, row[column], kind, part.currency)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
