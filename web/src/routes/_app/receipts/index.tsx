import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { receiptList } from "@/steps/cash/queries";
import { ReceiptList } from "@/steps/cash/receipts";
import { listOptions, listSearch } from "@/ui/data-grid/search";

export const Route = createFileRoute("/_app/receipts/")({
  validateSearch: listSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(listOptions(receiptList, deps));
    return texts("cash");
  },
  component: Receipts,
});

function Receipts() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ReceiptList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
