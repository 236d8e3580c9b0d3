import { createFileRoute, redirect } from "@tanstack/react-router";
import { problemOf } from "@/api/problem";
import { meQuery, setupQuery } from "@/api/session";
import { Shell } from "@/app/shell";
import { applyAccount } from "@/ui/preferences";

/** Everything behind the sign-in: asks once who is here, and sends strangers to the right door. */
export const Route = createFileRoute("/_app")({
  beforeLoad: async ({ context: { queryClient }, location }) => {
    try {
      if (queryClient.getQueryData(meQuery.queryKey)) return;
      await applyAccount(await queryClient.ensureQueryData(meQuery));
    } catch (error) {
      if (problemOf(error).status !== 401) throw error;
      const setup = await queryClient.ensureQueryData(setupQuery);
      if (setup.needed) throw redirect({ to: "/setup" });
      throw redirect({ to: "/sign-in", search: { to: location.href } });
    }
  },
  component: Shell,
});
