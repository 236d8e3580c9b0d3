import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/api/session";
import { PlainPage, Tabs } from "@/ui/record-page";
import { Skeleton } from "@/ui/states";
import { FunnelTab } from "./funnel";
import styles from "./page.module.css";

const AgeingTab = lazy(() => import("./ageing"));
const MoneyTab = lazy(() => import("./money"));

export interface InsightSearch {
  tab?: "ageing" | "money";
  unit?: string;
  currency?: string;
}

/** How the business stands: what is in the funnel, what is owed, whose money it is. */
export function InsightPage({
  search,
  onSearch,
}: {
  search: InsightSearch;
  onSearch: (search: InsightSearch) => void;
}) {
  const { t } = useTranslation("insight");
  const canSeeCash = useCan("cash.see");
  const tabs = [
    { key: "funnel", label: t("tab.funnel") },
    ...(canSeeCash
      ? [
          { key: "ageing", label: t("tab.ageing") },
          { key: "money", label: t("tab.money") },
        ]
      : []),
  ];
  const tab = tabs.find((item) => item.key === search.tab)?.key ?? "funnel";
  return (
    <PlainPage title={t("title")}>
      <Tabs
        tabs={tabs}
        current={tab}
        onTab={(key) => onSearch(key === "funnel" ? {} : { tab: key as "ageing" | "money" })}
      />
      <div role="tabpanel" aria-label={t(`tab.${tab}`)} className={styles.panel}>
        <Suspense fallback={<Skeleton lines={8} />}>
          {tab === "ageing" ? (
            <AgeingTab search={search} onSearch={onSearch} />
          ) : tab === "money" ? (
            <MoneyTab />
          ) : (
            <FunnelTab search={search} onSearch={onSearch} />
          )}
        </Suspense>
      </div>
    </PlainPage>
  );
}
