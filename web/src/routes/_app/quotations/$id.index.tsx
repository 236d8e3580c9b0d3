import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { QuotationPage } from "@/steps/bid/page";
import { quotationQuery } from "@/steps/bid/queries";
import { recordSearch } from "@/ui/record-search";

export const Route = createFileRoute("/_app/quotations/$id/")({
  validateSearch: recordSearch,
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([texts("bid"), queryClient.ensureQueryData(quotationQuery(params.id))]),
  component: Quotation,
});

function Quotation() {
  const { id } = Route.useParams();
  const { tab } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <QuotationPage
      key={id}
      id={id}
      tab={tab}
      onTab={(next) => void navigate({ search: { tab: next }, replace: true })}
    />
  );
}
