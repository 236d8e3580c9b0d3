import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { DecisionPage } from "@/steps/decision/page";
import { decisionQuery } from "@/steps/decision/queries";
import { recordSearch } from "@/ui/record-search";

export const Route = createFileRoute("/_app/decisions/$id")({
  validateSearch: recordSearch,
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([texts("decision"), queryClient.ensureQueryData(decisionQuery(params.id))]),
  component: Decision,
});

function Decision() {
  const { id } = Route.useParams();
  const { tab } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <DecisionPage
      key={id}
      id={id}
      tab={tab}
      onTab={(next) => void navigate({ search: { tab: next }, replace: true })}
    />
  );
}
