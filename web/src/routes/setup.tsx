import { createFileRoute, redirect } from "@tanstack/react-router";
import * as v from "valibot";
import { setupQuery } from "@/api/session";
import { texts } from "@/i18n";
import { SetUp } from "@/steps/people/set-up";

export const Route = createFileRoute("/setup")({
  validateSearch: v.object({ token: v.fallback(v.optional(v.string()), undefined) }),
  beforeLoad: async ({ context: { queryClient } }) => {
    const setup = await queryClient.ensureQueryData(setupQuery);
    if (!setup.needed) throw redirect({ to: "/sign-in" });
  },
  loader: () => texts("people"),
  component: () => <SetUp token={Route.useSearch().token ?? ""} />,
});
