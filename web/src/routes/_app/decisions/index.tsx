import { createFileRoute } from "@tanstack/react-router";
import * as v from "valibot";
import { meQuery } from "@/api/session";
import { texts } from "@/i18n";
import { DecisionInbox } from "@/steps/decision/inbox";
import { decisionsQuery, VIEWS } from "@/steps/decision/queries";

const search = v.object({
  view: v.fallback(v.optional(v.picklist(VIEWS)), undefined),
  /** The request that is read beside the list. */
  panel: v.fallback(v.optional(v.string()), undefined),
});

export const Route = createFileRoute("/_app/decisions/")({
  validateSearch: search,
  loaderDeps: ({ search: { view } }) => ({ view }),
  loader: async ({ context: { queryClient }, deps: { view } }) => {
    const me = await queryClient.ensureQueryData(meQuery);
    void queryClient.prefetchQuery(decisionsQuery(view ?? "mine", me));
    await texts("decision");
  },
  component: Decisions,
});

function Decisions() {
  const { view = "mine", panel } = Route.useSearch();
  const navigate = Route.useNavigate();
  const show = (next: typeof view, at?: string) =>
    void navigate({ search: { view: next === "mine" ? undefined : next, panel: at }, replace: true });
  return (
    <DecisionInbox
      key={view}
      view={view}
      picked={panel}
      onView={(next) => show(next)}
      onPick={(id) => show(view, id)}
    />
  );
}
