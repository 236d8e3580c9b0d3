import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { ProductForm } from "@/steps/catalog/form";
import { productQuery } from "@/steps/catalog/queries";

export const Route = createFileRoute("/_app/products/$id")({
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([texts("catalog"), queryClient.ensureQueryData(productQuery(params.id))]),
  component: Product,
});

function Product() {
  const { id } = Route.useParams();
  const query = useQuery(productQuery(id));
  return query.data ? <ProductForm key={id} product={query.data} /> : null;
}
