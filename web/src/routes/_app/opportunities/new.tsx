import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import * as v from "valibot";
import { texts } from "@/i18n";
import { customerQuery } from "@/steps/account/queries";
import { OpportunityForm } from "@/steps/opportunity/form";

/** The customer that the new opportunity is for, when it is opened from there. */
const search = v.object({ customer: v.fallback(v.optional(v.string()), undefined) });

export const Route = createFileRoute("/_app/opportunities/new")({
  validateSearch: search,
  loaderDeps: ({ search: { customer } }) => ({ customer }),
  loader: ({ context: { queryClient }, deps: { customer } }) =>
    Promise.all([
      texts("opportunity"),
      customer ? queryClient.ensureQueryData(customerQuery(customer)) : undefined,
    ]),
  component: NewOpportunity,
});

function NewOpportunity() {
  const { customer } = Route.useSearch();
  const { data } = useQuery({ ...customerQuery(customer ?? ""), enabled: customer !== undefined });
  return <OpportunityForm key={data?.id} customer={data ? { id: data.id, name: data.name } : undefined} />;
}
