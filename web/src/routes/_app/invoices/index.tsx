import { createFileRoute } from "@tanstack/react-router";
import { meQuery } from "@/api/session";
import { texts } from "@/i18n";
import { InvoiceList } from "@/steps/cash/invoices";
import { invoiceViews } from "@/steps/cash/queries";
import { listOptions, listSearch } from "@/ui/data-grid/search";

export const Route = createFileRoute("/_app/invoices/")({
  validateSearch: listSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(
      listOptions(invoiceViews(context.queryClient.getQueryData(meQuery.queryKey)?.today ?? ""), deps),
    );
    return texts("cash");
  },
  component: Invoices,
});

function Invoices() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <InvoiceList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
