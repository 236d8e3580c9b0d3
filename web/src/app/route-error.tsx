import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ErrorState, StatePanel } from "@/ui/states";

/** What a route shows when its loader or its page failed. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <ErrorState
      error={error}
      onRetry={() => {
        reset();
        void router.invalidate();
      }}
    />
  );
}

export function RouteNotFound() {
  const { t } = useTranslation();
  return (
    <StatePanel title={t("not_found.title")} text={t("not_found.text")}>
      <Link to="/">{t("not_found.home")}</Link>
    </StatePanel>
  );
}
