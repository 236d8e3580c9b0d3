import { createFileRoute } from "@tanstack/react-router";
import { meQuery } from "@/api/session";
import { texts } from "@/i18n";
import { receivableViews } from "@/steps/cash/queries";
import { ReceivableList } from "@/steps/cash/receivables";
import { listOptions, listSearch } from "@/ui/data-grid/search";

export const Route = createFileRoute("/_app/receivables/")({
  validateSearch: listSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(
      listOptions(receivableViews(context.queryClient.getQueryData(meQuery.queryKey)?.today ?? ""), deps),
    );
    return texts("cash");
  },
  component: Receivables,
});

function Receivables() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ReceivableList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />
  );
}
