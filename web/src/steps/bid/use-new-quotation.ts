import { useRouter } from "@tanstack/react-router";

/** Opens the editor of a new quotation for an opportunity. */
export function useNewQuotation(opportunityId: string): () => void {
  const router = useRouter();
  return () => void router.navigate({ to: "/quotations/new", search: { opportunity: opportunityId } });
}
