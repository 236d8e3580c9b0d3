import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute, redirect } from "@tanstack/react-router";
import * as v from "valibot";
import { texts } from "@/i18n";
import { QuotationEditor } from "@/steps/bid/editor";
import { quotedOpportunityQuery } from "@/steps/bid/queries";

export const Route = createFileRoute("/_app/quotations/new")({
  validateSearch: v.object({ opportunity: v.fallback(v.string(), "") }),
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queryClient }, deps }) => {
    // A quotation is always for an opportunity.
    if (!deps.opportunity) throw redirect({ to: "/quotations" });
    return Promise.all([texts("bid"), queryClient.ensureQueryData(quotedOpportunityQuery(deps.opportunity))]);
  },
  component: NewQuotation,
});

function NewQuotation() {
  const { opportunity: id } = Route.useSearch();
  const { data } = useSuspenseQuery(quotedOpportunityQuery(id));
  return <QuotationEditor opportunity={{ id, name: data.title }} currency={data.currency} />;
}
