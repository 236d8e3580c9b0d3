/** The key of a record's timeline, to invalidate it after a verb. Apart from the timeline, for loaders. */
export const timelineKey = (kind: string, id: string) => ["work", "timeline", kind, id] as const;
