export { DataGrid, type DataGridProps } from "./data-grid";
export { change, type ListSearch, type ListSource, listOptions, listSearch } from "./search";
export type { Choice, FilterType, GridColumn, GridView } from "./types";
