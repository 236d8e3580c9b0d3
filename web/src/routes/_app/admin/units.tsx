import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { unitsQuery } from "@/steps/people/queries";
import { Units } from "@/steps/people/units";

export const Route = createFileRoute("/_app/admin/units")({
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(unitsQuery);
    return texts("people");
  },
  component: Units,
});
