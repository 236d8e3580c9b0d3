import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { receiptQuery } from "@/steps/cash/queries";
import { ReceiptPage } from "@/steps/cash/receipt-page";
import { recordSearch } from "@/ui/record-search";

export const Route = createFileRoute("/_app/receipts/$id")({
  validateSearch: recordSearch,
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([texts("cash"), queryClient.ensureQueryData(receiptQuery(params.id))]),
  component: Receipt,
});

function Receipt() {
  const { id } = Route.useParams();
  const { tab } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ReceiptPage
      key={id}
      id={id}
      tab={tab}
      onTab={(next) => void navigate({ search: { tab: next }, replace: true })}
    />
  );
}
