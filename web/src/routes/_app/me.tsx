import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { Profile } from "@/steps/people/profile";
import { tokensQuery } from "@/steps/people/queries";

export const Route = createFileRoute("/_app/me")({
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(tokensQuery);
    return texts("people");
  },
  component: Profile,
});
