import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { InvoicePage } from "@/steps/cash/invoice-page";
import { invoiceQuery } from "@/steps/cash/queries";
import { recordSearch } from "@/ui/record-search";

export const Route = createFileRoute("/_app/invoices/$id")({
  validateSearch: recordSearch,
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([texts("cash"), queryClient.ensureQueryData(invoiceQuery(params.id))]),
  component: Invoice,
});

function Invoice() {
  const { id } = Route.useParams();
  const { tab } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <InvoicePage
      key={id}
      id={id}
      tab={tab}
      onTab={(next) => void navigate({ search: { tab: next }, replace: true })}
    />
  );
}
