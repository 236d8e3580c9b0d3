/** Where every page takes its wire types from; the source behind it may change, this import does not. */
export type * from "./contract";
