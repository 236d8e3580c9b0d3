import type { Command } from "@/ui/commands";

export const commands: Command[] = [
  {
    id: "product.create",
    titleKey: "catalog:command.create",
    group: "create",
    visible: ({ me }) => me.can.includes("product.edit"),
    run: ({ navigate }) => navigate("/products/new"),
  },
];
