import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { userList } from "@/steps/people/queries";
import { UserList } from "@/steps/people/users";
import { listOptions, listSearch } from "@/ui/data-grid/search";

export const Route = createFileRoute("/_app/admin/users/")({
  validateSearch: listSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(listOptions(userList, deps));
    return texts("people");
  },
  component: Users,
});

function Users() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <UserList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
