import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { QuotationList } from "@/steps/bid/list";
import { quotationList } from "@/steps/bid/queries";
import { listOptions, listSearch } from "@/ui/data-grid/search";

export const Route = createFileRoute("/_app/quotations/")({
  validateSearch: listSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(listOptions(quotationList, deps));
    return texts("bid");
  },
  component: Quotations,
});

function Quotations() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <QuotationList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />
  );
}
