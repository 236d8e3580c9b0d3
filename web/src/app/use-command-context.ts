import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useMe } from "@/api/session";
import type { Command, CommandContext } from "@/ui/commands";
import { allCommands } from "./all-commands";

/** Whether a page exists at this address: menus show only what can be opened. */
export function useExists(): (path: string) => boolean {
  const router = useRouter();
  return (path) => path in router.routesByPath || `${path}/` in router.routesByPath;
}

export function useCommands(): { commands: Command[]; context: CommandContext } {
  const router = useRouter();
  const queryClient = useQueryClient();
  const me = useMe();
  const exists = useExists();
  const context: CommandContext = {
    me,
    queryClient,
    navigate: (to) => void router.navigate({ href: to }),
  };
  return { context, commands: allCommands(context, exists) };
}
