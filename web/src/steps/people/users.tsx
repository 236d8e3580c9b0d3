import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { UserRow } from "@/api/types";
import { Button } from "@/ui/button";
import { DataGrid, type GridColumn, type ListSearch } from "@/ui/data-grid";
import { Person, Tag } from "@/ui/display";
import { PlainPage } from "@/ui/record-page";
import { DemoRemoval } from "./demo-removal";
import { userList } from "./queries";

export function UserList({
  search,
  onSearch,
}: {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}) {
  const { t } = useTranslation("people");
  const router = useRouter();
  const columns = useMemo<GridColumn<UserRow>[]>(
    () => [
      {
        id: "name",
        title: t("users.name"),
        width: 200,
        pinned: true,
        sortable: true,
        cell: (row) => <Person person={row.name} />,
        card: "title",
      },
      { id: "login", title: t("field:login"), width: 160, sortable: true, card: "subtitle" },
      { id: "email", title: t("field:email"), width: 260 },
      { id: "posts", title: t("field:posts"), width: 320, hidden: true },
      {
        id: "active",
        title: t("field:status"),
        width: 120,
        filter: { type: "flag" },
        cell: (row) => (
          <Tag hue={row.active ? "green" : "grey"}>{row.active ? t("users.active") : t("inactive")}</Tag>
        ),
        card: "end",
      },
    ],
    [t],
  );
  const create = (
    <Button kind="primary" onClick={() => void router.navigate({ to: "/admin/users/new" })}>
      {t("users.create")}
    </Button>
  );
  return (
    <PlainPage
      title={t("users.title")}
      isFull
      actions={
        <>
          <DemoRemoval />
          {create}
        </>
      }
    >
      <DataGrid<UserRow>
        name="users"
        label={t("users.title")}
        source={userList}
        columns={columns}
        search={search}
        onSearch={onSearch}
        onOpen={(row) => void router.navigate({ to: "/admin/users/$id", params: { id: row.id } })}
        empty={{ title: t("users.empty"), action: create }}
      />
    </PlainPage>
  );
}
