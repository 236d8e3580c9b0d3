import type { QueryClient } from "@tanstack/react-query";
import type { Me } from "@/api/types";

export interface CommandContext {
  me: Me;
  queryClient: QueryClient;
  navigate: (to: string) => void;
}

/** Something a person can do from the palette, the create menu or by keys; each step exports its own. */
export interface Command {
  /** "lead.create" */
  id: string;
  /** "lead:command.create" */
  titleKey: string;
  group: "create" | "go" | "do";
  /** tinykeys syntax, such as "g l" or "n l". */
  keys?: string;
  visible?: (context: CommandContext) => boolean;
  run: (context: CommandContext) => void;
}

/** The slices whose texts the titles need. */
export function commandNamespaces(commands: Command[]): string[] {
  return [...new Set(commands.map((command) => command.titleKey.split(":")[0] ?? "common"))];
}
