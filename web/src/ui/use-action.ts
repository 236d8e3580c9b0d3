import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "@/api/problem";
import { pick } from "@/i18n";
import { problemText } from "./problem-text";
import { toast } from "./toast";

/** Runs a verb: says what happened, brings the pages up to date, words a refusal. */
export function useAction(invalidate: QueryKey[] = []) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const refresh = () =>
    Promise.all(invalidate.map((queryKey) => queryClient.invalidateQueries({ queryKey })));

  /** True when it went through. `quiet` lets the caller show the problem itself (it is thrown). */
  const run = async (
    act: () => Promise<unknown>,
    done?: string,
    options: { quiet?: boolean } = {},
  ): Promise<boolean> => {
    setBusy(true);
    try {
      await act();
      await refresh();
      if (done) toast.success(done);
      return true;
    } catch (error) {
      const problem = problemOf(error);
      if (problem.status === 412) await refresh();
      if (options.quiet) throw error;
      const missing = problem.unmet?.map((item) => pick(item.text)).join(t("list_comma"));
      toast.error([problemText(t, problem), missing].filter(Boolean).join(" "));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { run, isBusy, refresh };
}
