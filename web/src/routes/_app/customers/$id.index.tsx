import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { CustomerPage } from "@/steps/account/page";
import { customerMoneyQuery, customerQuery } from "@/steps/account/queries";
import { recordSearch } from "@/ui/record-search";

export const Route = createFileRoute("/_app/customers/$id/")({
  validateSearch: recordSearch,
  loader: async ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(customerMoneyQuery(params.id));
    await Promise.all([texts("account"), queryClient.ensureQueryData(customerQuery(params.id))]);
  },
  component: Customer,
});

function Customer() {
  const { id } = Route.useParams();
  const { tab } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <CustomerPage
      key={id}
      id={id}
      tab={tab}
      onTab={(next) => void navigate({ search: { tab: next }, replace: true })}
    />
  );
}
