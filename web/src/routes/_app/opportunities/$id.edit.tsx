import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { OpportunityForm } from "@/steps/opportunity/form";
import { opportunityQuery } from "@/steps/opportunity/queries";

export const Route = createFileRoute("/_app/opportunities/$id/edit")({
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([texts("opportunity"), queryClient.ensureQueryData(opportunityQuery(params.id))]),
  component: EditOpportunity,
});

function EditOpportunity() {
  const { id } = Route.useParams();
  const query = useQuery(opportunityQuery(id));
  return query.data ? <OpportunityForm opportunity={query.data} /> : null;
}
