import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { MilestoneList } from "@/steps/delivery/list";
import { listSearch } from "@/ui/data-grid/search";

export const Route = createFileRoute("/_app/milestones/")({
  validateSearch: listSearch,
  loader: () => texts("delivery"),
  component: Milestones,
});

function Milestones() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <MilestoneList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />
  );
}
