import { createFileRoute } from "@tanstack/react-router";
import * as v from "valibot";
import { texts } from "@/i18n";
import { SignIn } from "@/steps/people/sign-in";

export const Route = createFileRoute("/sign-in")({
  validateSearch: v.object({ to: v.fallback(v.optional(v.string()), undefined) }),
  loader: () => texts("people"),
  component: () => <SignIn to={Route.useSearch().to} />,
});
