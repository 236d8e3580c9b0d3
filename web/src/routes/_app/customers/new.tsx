import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { CustomerForm } from "@/steps/account/form";

export const Route = createFileRoute("/_app/customers/new")({
  loader: () => texts("account"),
  component: () => <CustomerForm />,
});
