import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { importKindsQuery, importQuery } from "@/steps/exchange/queries";
import { ImportWizard } from "@/steps/exchange/wizard";

export const Route = createFileRoute("/_app/imports/$id")({
  loader: async ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(importKindsQuery);
    await Promise.all([texts("exchange"), queryClient.ensureQueryData(importQuery(params.id))]);
  },
  component: Import,
});

function Import() {
  const { id } = Route.useParams();
  return <ImportWizard key={id} id={id} />;
}
