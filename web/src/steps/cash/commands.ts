import type { Command } from "@/ui/commands";

export const commands: Command[] = [
  {
    id: "receipt.create",
    titleKey: "cash:receipt.new",
    group: "create",
    keys: "c p",
    visible: ({ me }) => me.can.includes("receipt.create"),
    run: ({ navigate }) => navigate("/receipts/new"),
  },
];
