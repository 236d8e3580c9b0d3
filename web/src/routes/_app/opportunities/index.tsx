import { createFileRoute } from "@tanstack/react-router";
import * as v from "valibot";
import { meQuery } from "@/api/session";
import { texts } from "@/i18n";
import { OpportunityList } from "@/steps/opportunity/list";
import { boardQuery, opportunityList } from "@/steps/opportunity/queries";
import { listOptions, listSearch } from "@/ui/data-grid/search";

/** The list's state, and whether it is a table; the board is the default. */
const search = v.object({
  ...listSearch.entries,
  as: v.fallback(v.optional(v.picklist(["table"])), undefined),
});

export const Route = createFileRoute("/_app/opportunities/")({
  validateSearch: search,
  loaderDeps: ({ search: { as, ...list } }) => ({ as, list }),
  loader: async ({ context: { queryClient }, deps: { as, list } }) => {
    const source = opportunityList(await queryClient.ensureQueryData(meQuery));
    if (as === "table") void queryClient.prefetchQuery(listOptions(source, list));
    else void queryClient.prefetchQuery(boardQuery(source, list));
    await texts("opportunity");
  },
  component: Opportunities,
});

function Opportunities() {
  const { as, ...list } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <OpportunityList
      shape={as ?? "board"}
      search={list}
      onSearch={(next) => void navigate({ search: { ...next, as }, replace: true })}
      onShape={(shape) =>
        void navigate({
          search: { ...list, at: undefined, panel: undefined, as: shape === "table" ? shape : undefined },
        })
      }
    />
  );
}
