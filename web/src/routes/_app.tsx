import { createFileRoute, redirect } from "@tanstack/react-router";
import { problemOf } from "@/api/problem";
import { meQuery, setupQuery } from "@/api/session";
import { Shell } from "@/app/shell";
import { applyAccount } from "@/ui/preferences";

/** Whose language, theme and density this page shows. */
let appliedFor: string | null = null;

/** Everything behind the sign-in: asks once who is here, and sends strangers to the right door. */
export const Route = createFileRoute("/_app")({
  beforeLoad: async ({ context: { queryClient }, location }) => {
    try {
      const me = await queryClient.ensureQueryData(meQuery);
      // The account may be known before any route is: what counts is whether its settings are applied.
      if (appliedFor === me.id) return;
      await applyAccount(me);
      appliedFor = me.id;
    } catch (error) {
      if (problemOf(error).status !== 401) throw error;
      const setup = await queryClient.ensureQueryData(setupQuery);
      if (setup.needed) throw redirect({ to: "/setup" });
      throw redirect({ to: "/sign-in", search: { to: location.href } });
    }
  },
  component: Shell,
});
