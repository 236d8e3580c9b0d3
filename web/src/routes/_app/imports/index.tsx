import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { ImportList } from "@/steps/exchange/list";
import { importKindsQuery, importList } from "@/steps/exchange/queries";
import { listOptions, listSearch } from "@/ui/data-grid/search";

export const Route = createFileRoute("/_app/imports/")({
  validateSearch: listSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(listOptions(importList, deps));
    void context.queryClient.prefetchQuery(importKindsQuery);
    return texts("exchange");
  },
  component: Imports,
});

function Imports() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ImportList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
