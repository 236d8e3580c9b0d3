import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { MilestonePage } from "@/steps/delivery/page";
import { milestoneQuery } from "@/steps/delivery/queries";

export const Route = createFileRoute("/_app/milestones/$id")({
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([texts("delivery"), queryClient.ensureQueryData(milestoneQuery(params.id))]),
  component: Milestone,
});

function Milestone() {
  const { id } = Route.useParams();
  return <MilestonePage key={id} id={id} />;
}
