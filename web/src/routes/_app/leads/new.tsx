import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { LeadForm } from "@/steps/lead/form";

export const Route = createFileRoute("/_app/leads/new")({
  loader: () => texts("lead"),
  component: () => <LeadForm />,
});
