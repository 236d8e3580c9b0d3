import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { userQuery } from "@/steps/people/queries";
import { UserForm } from "@/steps/people/user-form";

export const Route = createFileRoute("/_app/admin/users/$id")({
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([texts("people"), queryClient.ensureQueryData(userQuery(params.id))]),
  component: User,
});

function User() {
  const { id } = Route.useParams();
  const query = useQuery(userQuery(id));
  return query.data ? <UserForm key={id} user={query.data} /> : null;
}
