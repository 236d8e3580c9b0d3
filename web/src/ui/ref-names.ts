// Forms hold ids; the conflict dialog shows names. Pickers leave here what they have shown.
const names = new Map<string, string>();

export function rememberName(id: string, name: string): void {
  names.set(id, name);
}

export function nameOf(id: string): string | undefined {
  return names.get(id);
}
