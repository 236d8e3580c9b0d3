import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { LeadForm } from "@/steps/lead/form";
import { leadQuery } from "@/steps/lead/queries";

export const Route = createFileRoute("/_app/leads/$id/edit")({
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([texts("lead"), queryClient.ensureQueryData(leadQuery(params.id))]),
  component: EditLead,
});

function EditLead() {
  const { id } = Route.useParams();
  const query = useQuery(leadQuery(id));
  return query.data ? <LeadForm lead={query.data} /> : null;
}
