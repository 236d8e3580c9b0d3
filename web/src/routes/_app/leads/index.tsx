import { createFileRoute } from "@tanstack/react-router";
import { meQuery } from "@/api/session";
import { texts } from "@/i18n";
import { LeadList } from "@/steps/lead/list";
import { leadList } from "@/steps/lead/queries";
import { listOptions, listSearch } from "@/ui/data-grid/search";

export const Route = createFileRoute("/_app/leads/")({
  validateSearch: listSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context: { queryClient }, deps }) => {
    const me = await queryClient.ensureQueryData(meQuery);
    void queryClient.prefetchQuery(listOptions(leadList(me), deps));
    await texts("lead");
  },
  component: Leads,
});

function Leads() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <LeadList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
