import type { Command } from "@/ui/commands";

export const commands: Command[] = [
  {
    id: "customer.create",
    titleKey: "account:command.create",
    group: "create",
    keys: "c c",
    visible: ({ me }) => me.can.includes("customer.create"),
    run: ({ navigate }) => navigate("/customers/new"),
  },
];
