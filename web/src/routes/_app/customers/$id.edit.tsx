import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { CustomerForm } from "@/steps/account/form";
import { customerQuery } from "@/steps/account/queries";

export const Route = createFileRoute("/_app/customers/$id/edit")({
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([texts("account"), queryClient.ensureQueryData(customerQuery(params.id))]),
  component: EditCustomer,
});

function EditCustomer() {
  const { id } = Route.useParams();
  const query = useQuery(customerQuery(id));
  return query.data ? <CustomerForm customer={query.data} /> : null;
}
