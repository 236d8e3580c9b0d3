import type { Command } from "@/ui/commands";

export const commands: Command[] = [
  {
    id: "opportunity.create",
    titleKey: "opportunity:command.create",
    group: "create",
    keys: "c o",
    visible: ({ me }) => me.can.includes("opportunity.create"),
    run: ({ navigate }) => navigate("/opportunities/new"),
  },
];
