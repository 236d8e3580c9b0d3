import type { Command } from "@/ui/commands";

export const commands: Command[] = [
  {
    id: "product.create",
    titleKey: "catalog:command.create",
    group: "create",
    visible: ({ me }) => me.can.includes("catalog.edit"),
    run: ({ navigate }) => navigate("/products/new"),
  },
];
