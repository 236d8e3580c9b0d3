import { createFileRoute } from "@tanstack/react-router";
import * as v from "valibot";
import { texts } from "@/i18n";
import { InsightPage } from "@/steps/insight/page";
import { funnelQuery } from "@/steps/insight/queries";

const search = v.object({
  tab: v.fallback(v.optional(v.picklist(["ageing", "money"])), undefined),
  unit: v.fallback(v.optional(v.string()), undefined),
  currency: v.fallback(v.optional(v.string()), undefined),
});

export const Route = createFileRoute("/_app/insight/")({
  validateSearch: search,
  loaderDeps: ({ search: { tab, unit } }) => ({ tab, unit }),
  loader: ({ context: { queryClient }, deps }) => {
    if (!deps.tab) void queryClient.prefetchQuery(funnelQuery(deps.unit));
    return texts("insight");
  },
  component: Insight,
});

function Insight() {
  const current = Route.useSearch();
  const navigate = Route.useNavigate();
  return <InsightPage search={current} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
