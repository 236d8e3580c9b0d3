import { texts } from "@/i18n";
import type { Command, CommandContext } from "@/ui/commands";
import { commandNamespaces } from "@/ui/commands";
import { PLACES } from "./nav";

const modules = import.meta.glob<{ commands: Command[] }>("../steps/*/commands.ts", { eager: true });

const own: Command[] = Object.values(modules).flatMap((module) => module.commands);

/** Every command of every step, and one for each place that exists. */
export function allCommands(context: CommandContext, exists: (path: string) => boolean): Command[] {
  const places = PLACES.flatMap((group) => group.places)
    .filter((place) => exists(place.to) && (place.visible?.(context.me) ?? true))
    .map(
      (place): Command => ({
        id: `go ${place.to}`,
        titleKey: `common:${place.title}`,
        group: "go",
        keys: place.keys,
        run: ({ navigate }) => navigate(place.to),
      }),
    );
  return [...own.filter((command) => command.visible?.(context) ?? true), ...places];
}

/** Loads the words of the commands before a menu shows them. */
export function commandTexts(): Promise<void> {
  return texts(...commandNamespaces(own));
}
