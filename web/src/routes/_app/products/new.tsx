import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { ProductForm } from "@/steps/catalog/form";

export const Route = createFileRoute("/_app/products/new")({
  loader: () => texts("catalog"),
  component: () => <ProductForm />,
});
