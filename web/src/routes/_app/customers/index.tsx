import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { CustomerList } from "@/steps/account/list";
import { customerList } from "@/steps/account/queries";
import { listOptions, listSearch } from "@/ui/data-grid/search";

export const Route = createFileRoute("/_app/customers/")({
  validateSearch: listSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(listOptions(customerList, deps));
    return texts("account");
  },
  component: Customers,
});

function Customers() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <CustomerList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
