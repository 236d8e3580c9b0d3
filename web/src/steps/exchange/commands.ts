import type { Command } from "@/ui/commands";

export const commands: Command[] = [
  {
    id: "import.create",
    titleKey: "exchange:command.create",
    group: "do",
    visible: ({ me }) => me.can.includes("import.run"),
    run: ({ navigate }) => navigate("/imports/new"),
  },
];
