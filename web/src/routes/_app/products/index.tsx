import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { ProductList } from "@/steps/catalog/list";
import { productList } from "@/steps/catalog/queries";
import { listOptions, listSearch } from "@/ui/data-grid/search";

export const Route = createFileRoute("/_app/products/")({
  validateSearch: listSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(listOptions(productList, deps));
    return texts("catalog");
  },
  component: Products,
});

function Products() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ProductList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
