type Values = Record<string, unknown>;

const isEmpty = (value: unknown) => value === undefined || value === null || value === "";

/** What a new record sends: nothing for fields left empty. */
export function filled<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value))) as T;
}

/** What an edit sends: only the fields that differ; an emptied field becomes null. */
export function changed<T extends object>(before: T, after: Partial<T>): Partial<T> {
  const result: Values = {};
  for (const [name, value] of Object.entries(after)) {
    const was = (before as Values)[name];
    if (isEmpty(value) && isEmpty(was)) continue;
    if (JSON.stringify(value) === JSON.stringify(was)) continue;
    result[name] = isEmpty(value) ? null : value;
  }
  return result as Partial<T>;
}

export interface FieldConflict {
  field: string;
  mine: unknown;
  theirs: unknown;
}

/** The fields in which my values and the record as it is now differ. */
export function conflicts(mine: Values, current: unknown): FieldConflict[] {
  const theirs = (typeof current === "object" && current !== null ? current : {}) as Values;
  return Object.entries(mine)
    .filter(([field, value]) => {
      const other = theirs[field];
      if (isEmpty(value) && isEmpty(other)) return false;
      return JSON.stringify(value) !== JSON.stringify(other);
    })
    .map(([field, value]) => ({ field, mine: value, theirs: theirs[field] }));
}
