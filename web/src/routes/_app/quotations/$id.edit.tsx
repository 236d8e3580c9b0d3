import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { QuotationEditor } from "@/steps/bid/editor";
import { quotationQuery } from "@/steps/bid/queries";

export const Route = createFileRoute("/_app/quotations/$id/edit")({
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([texts("bid"), queryClient.ensureQueryData(quotationQuery(params.id))]),
  component: EditQuotation,
});

function EditQuotation() {
  const { id } = Route.useParams();
  const query = useQuery(quotationQuery(id));
  return query.data ? (
    <QuotationEditor
      key={id}
      quotation={query.data}
      opportunity={query.data.opportunity}
      currency={query.data.currency}
      onReload={() => void query.refetch()}
    />
  ) : null;
}
