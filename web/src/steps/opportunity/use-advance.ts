import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, newKey } from "@/api/client";
import type { OpportunityInput, OpportunityView, PathView } from "@/api/types";
import { decisionsOfKey } from "@/ui/decision-history";
import { pathQuery } from "@/ui/path-query";
import { timelineKey } from "@/ui/timeline";
import { STAGES } from "./model";
import { opportunityKeys } from "./queries";

/** What came of it: the request is made, the stage is passed, or something is still missing. */
export type Advance = "requested" | "advanced" | "missing";

/** Fills in what was missing, then asks for the decision or moves on: one press for all of it. */
export function useAdvance(id: string) {
  const queryClient = useQueryClient();
  const [key] = useState(newKey);
  return async (
    opportunity: OpportunityView,
    path: PathView,
    patch: Partial<OpportunityInput>,
    note: string | undefined,
  ): Promise<Advance> => {
    let current = opportunity;
    let now = path;
    const keep = (view: OpportunityView) => {
      current = view;
      queryClient.setQueryData(opportunityKeys.detail(id), view);
    };
    try {
      if (Object.keys(patch).length > 0) {
        keep(
          await api.patch("/opportunities/{id}", {
            path: { id },
            body: patch,
            version: current.version,
          }),
        );
        now = await queryClient.fetchQuery({ ...pathQuery("opportunity", id), staleTime: 0 });
      }
      const to = STAGES.find((stage) => stage === now.exit?.to);
      if (!now.exit?.ready || !to) return "missing";
      if (now.exit.gate) {
        await api.post("/decisions", {
          body: {
            kind: "opportunity",
            record_id: id,
            gate: now.exit.gate,
            note,
            version: current.version,
          },
          key,
        });
        return "requested";
      }
      keep(
        await api.post("/opportunities/{id}/stage", {
          path: { id },
          body: { to },
          version: current.version,
          key,
        }),
      );
      return "advanced";
    } finally {
      await Promise.all(
        [
          opportunityKeys.all,
          pathQuery("opportunity", id).queryKey,
          timelineKey("opportunity", id),
          decisionsOfKey("opportunity", id),
          ["decision", "list"],
          ["insight"],
        ].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
      );
    }
  };
}
