export { DataGrid, type DataGridProps } from "./data-grid";
export { change, type ListSearch, type ListSource, listAt, listOptions, listSearch } from "./search";
export { ListToolbar } from "./toolbar";
export type { Choice, FilterType, GridColumn, GridView } from "./types";
