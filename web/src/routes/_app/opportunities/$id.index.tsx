import { createFileRoute } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { texts } from "@/i18n";
import { OpportunityPage } from "@/steps/opportunity/page";
import { opportunityQuery } from "@/steps/opportunity/queries";
import { pathQuery } from "@/ui/path-query";
import { recordSearch } from "@/ui/record-search";
import { Skeleton } from "@/ui/states";

// The quotations come from the step that makes them, once their tab is opened.
const Quotations = lazy(async () => {
  const [{ QuotationsOfOpportunity }] = await Promise.all([
    import("@/steps/bid/of-opportunity"),
    texts("bid"),
  ]);
  return { default: QuotationsOfOpportunity };
});

export const Route = createFileRoute("/_app/opportunities/$id/")({
  validateSearch: recordSearch,
  loader: async ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(pathQuery("opportunity", params.id));
    await Promise.all([texts("opportunity"), queryClient.ensureQueryData(opportunityQuery(params.id))]);
  },
  component: Opportunity,
});

function Opportunity() {
  const { id } = Route.useParams();
  const { tab } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <OpportunityPage
      key={id}
      id={id}
      tab={tab}
      onTab={(next) => void navigate({ search: { tab: next }, replace: true })}
      quotations={({ id: opportunityId, allowed }) => (
        <Suspense fallback={<Skeleton lines={4} />}>
          <Quotations opportunityId={opportunityId} allowed={allowed} />
        </Suspense>
      )}
    />
  );
}
