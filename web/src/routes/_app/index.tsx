import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { Workbench } from "@/steps/insight/workbench";
import { workbenchQuery } from "@/steps/insight/workbench-queries";

export const Route = createFileRoute("/_app/")({
  loader: ({ context: { queryClient } }) => {
    void queryClient.prefetchQuery(workbenchQuery);
    return texts("workbench");
  },
  component: Workbench,
});
