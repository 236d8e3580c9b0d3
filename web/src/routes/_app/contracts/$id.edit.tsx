import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { ContractForm } from "@/steps/contract/form";
import { contractQuery } from "@/steps/contract/queries";

export const Route = createFileRoute("/_app/contracts/$id/edit")({
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([texts("contract"), queryClient.ensureQueryData(contractQuery(params.id))]),
  component: EditContract,
});

function EditContract() {
  const { id } = Route.useParams();
  const query = useQuery(contractQuery(id));
  return query.data ? <ContractForm contract={query.data} /> : null;
}
