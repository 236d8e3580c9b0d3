import { useQuery } from "@tanstack/react-query";
import { useCan } from "@/api/session";
import { contractMoneyQuery } from "@/steps/cash/queries";
import { MoneyBar } from "@/ui/money-bar";
import { ErrorState, Skeleton } from "@/ui/states";

/** What of a contract is planned, invoiced, received and overdue, as the cash step counts it. */
export function ContractMoney({ contractId }: { contractId: string }) {
  const canSee = useCan("cash.see");
  const query = useQuery({ ...contractMoneyQuery(contractId), enabled: canSee });
  if (!canSee) return null;
  if (query.isPending) return <Skeleton lines={2} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <MoneyBar bar={query.data} />;
}
