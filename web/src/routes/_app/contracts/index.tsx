import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { ContractList } from "@/steps/contract/list";
import { contractList } from "@/steps/contract/queries";
import { listOptions, listSearch } from "@/ui/data-grid/search";

export const Route = createFileRoute("/_app/contracts/")({
  validateSearch: listSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(listOptions(contractList, deps));
    return texts("contract");
  },
  component: Contracts,
});

function Contracts() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ContractList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
