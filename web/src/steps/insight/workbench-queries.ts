import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { WorkbenchView } from "@/api/types";

/** Under "insight", so that whatever changes records refreshes it with the other read models. */
export const workbenchQuery = queryOptions({
  queryKey: ["insight", "workbench"],
  queryFn: ({ signal }) => api.get<WorkbenchView>("/workbench", { signal }),
  refetchOnWindowFocus: "always",
});
