import type { ReactNode } from "react";
import type { Filter } from "@/api/client";

export interface Choice {
  value: string;
  label: string;
}

export type FilterType =
  | { type: "text" }
  | { type: "choice"; choices: Choice[] }
  | { type: "number" }
  | { type: "money"; currency: string }
  | { type: "day" }
  | { type: "flag" };

/** One column; `id` is the server's field name, also for sorting and filtering. */
export interface GridColumn<Row> {
  id: string;
  title: string;
  /** Starting width in pixels, 140 when absent. */
  width?: number;
  /** Figures stand at the end of their cell, header included. */
  align?: "end";
  /** Plain elements only: a cell is repeated a hundred times. */
  cell?: (row: Row) => ReactNode;
  sortable?: boolean;
  filter?: FilterType;
  /** Not shown until the person picks it. */
  hidden?: boolean;
  /** Stays at the start when the list is scrolled sideways. */
  pinned?: boolean;
  /** Its place on a phone's card; "fact" when absent. */
  card?: "title" | "subtitle" | "end" | "fact" | "none";
}

/** A ready-made view of a list, shown as a tab. */
export interface GridView {
  key: string;
  label: string;
  filter?: Filter[];
  sort?: string;
}

export interface GridRow {
  id: string;
}
