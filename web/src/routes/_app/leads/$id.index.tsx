import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { LeadPage } from "@/steps/lead/page";
import { leadQuery } from "@/steps/lead/queries";
import { pathQuery } from "@/ui/path-query";
import { recordSearch } from "@/ui/record-search";

export const Route = createFileRoute("/_app/leads/$id/")({
  validateSearch: recordSearch,
  loader: async ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(pathQuery("lead", params.id));
    await Promise.all([texts("lead"), queryClient.ensureQueryData(leadQuery(params.id))]);
  },
  component: Lead,
});

function Lead() {
  const { id } = Route.useParams();
  const { tab } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <LeadPage
      key={id}
      id={id}
      tab={tab}
      onTab={(next) => void navigate({ search: { tab: next }, replace: true })}
    />
  );
}
