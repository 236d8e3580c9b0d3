import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { UserForm } from "@/steps/people/user-form";

export const Route = createFileRoute("/_app/admin/users/new")({
  loader: () => texts("people"),
  component: () => <UserForm />,
});
