import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";

/** Under "insight", so that whatever changes records refreshes it with the other read models. */
export const workbenchQuery = queryOptions({
  queryKey: ["insight", "workbench"],
  queryFn: ({ signal }) => api.get("/workbench", { signal }),
  refetchOnWindowFocus: "always",
});
