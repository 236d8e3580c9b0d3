import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ErrorState, Skeleton } from "@/ui/states";
import { Timeline } from "@/ui/timeline";
import { ContactCards } from "./contacts";
import { CustomerFacts } from "./facts";
import styles from "./peek.module.css";
import { customerQuery } from "./queries";

/** A customer beside the list. */
export function CustomerPeek({ id }: { id: string }) {
  const { t } = useTranslation("account");
  const query = useQuery(customerQuery(id));
  if (query.isPending) return <Skeleton lines={8} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className={styles.peek}>
      <Link to="/customers/$id" params={{ id }}>
        {t("peek.open")}
      </Link>
      <CustomerFacts customer={query.data} />
      <h2>{t("contacts.title")}</h2>
      <ContactCards contacts={query.data.contacts} />
      <h2>{t("common:timeline.title")}</h2>
      <Timeline kind="customer" id={id} />
    </div>
  );
}
