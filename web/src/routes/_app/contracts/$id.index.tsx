import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { InvoiceDialog } from "@/steps/cash/invoice-dialog";
import { ContractCash } from "@/steps/cash/of-contract";
import { ContractPage, type ContractParts } from "@/steps/contract/page";
import { contractQuery } from "@/steps/contract/queries";
import { ContractMilestones } from "@/steps/delivery/of-contract";
import { pathQuery } from "@/ui/path-query";
import { recordSearch } from "@/ui/record-search";

export const Route = createFileRoute("/_app/contracts/$id/")({
  validateSearch: recordSearch,
  loader: async ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(pathQuery("contract", params.id));
    await Promise.all([
      texts("contract", "delivery", "cash"),
      queryClient.ensureQueryData(contractQuery(params.id)),
    ]);
  },
  component: Contract,
});

// What later steps add to a contract's page is put together here: the contract step knows none of them.
const PARTS: ContractParts = {
  milestones: (contract) => <ContractMilestones contract={contract} />,
  cash: (contract) => <ContractCash contract={contract} />,
  invoice: (line, onClose) => <InvoiceDialog line={line} onClose={onClose} />,
};

function Contract() {
  const { id } = Route.useParams();
  const { tab } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ContractPage
      key={id}
      id={id}
      parts={PARTS}
      tab={tab}
      onTab={(next) => void navigate({ search: { tab: next }, replace: true })}
    />
  );
}
