import type { Command } from "@/ui/commands";

export const commands: Command[] = [
  {
    id: "lead.create",
    titleKey: "lead:command.create",
    group: "create",
    keys: "c l",
    visible: ({ me }) => me.can.includes("lead.create"),
    run: ({ navigate }) => navigate("/leads/new"),
  },
];
