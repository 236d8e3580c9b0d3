import * as v from "valibot";

/** The state of a record page in the address. */
export const recordSearch = v.object({ tab: v.fallback(v.optional(v.string()), undefined) });
