import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command as Cmdk } from "cmdk";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { recordHref } from "@/ui/record-href";
import { commandTexts } from "./all-commands";
import styles from "./palette-dialog.module.css";
import { useCommands } from "./use-command-context";

/** Ctrl+K: records by name, number or pinyin from the server, and every command. */
export default function PaletteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { commands, context } = useCommands();
  const dialog = useRef<HTMLDialogElement>(null);
  const [input, setInput] = useState("");
  const [worded, setWorded] = useState(false);
  const q = useDeferredValue(input.trim());
  const search = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => api.get("/search", { query: { q }, signal }),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
  });
  useEffect(() => {
    dialog.current?.showModal();
    void commandTexts().then(() => setWorded(true));
  }, []);
  const act = (run: () => void) => {
    onClose();
    run();
  };
  const hits = q ? (search.data?.items ?? []) : [];
  const matches = worded ? commands.filter((command) => matchesText(t(command.titleKey), q)) : [];
  return (
    <dialog ref={dialog} className={styles.dialog} onClose={onClose} aria-label={t("palette.label")}>
      <Cmdk shouldFilter={false} loop label={t("palette.label")}>
        <Cmdk.Input
          className={styles.input}
          value={input}
          onValueChange={setInput}
          placeholder={t("palette.placeholder")}
          maxLength={200}
          autoFocus
        />
        <Cmdk.List className={styles.list} label={t("palette.results")}>
          <Cmdk.Empty className={styles.empty}>
            {search.isFetching ? t("loading") : t("palette.empty")}
          </Cmdk.Empty>
          {hits.length > 0 ? (
            <Cmdk.Group heading={t("palette.records")}>
              {hits.map((hit) => (
                <Cmdk.Item
                  key={`${hit.kind} ${hit.id}`}
                  value={`${hit.kind} ${hit.id}`}
                  className={styles.item}
                  onSelect={() => act(() => context.navigate(recordHref(hit.kind, hit.id)))}
                >
                  <small className={styles.kind}>{t(`kind.${hit.kind}`)}</small>
                  <span className={styles.title}>{hit.title}</span>
                  <small>{[hit.number, hit.subtitle].filter(Boolean).join(" · ")}</small>
                </Cmdk.Item>
              ))}
            </Cmdk.Group>
          ) : null}
          {(["create", "do", "go"] as const).map((group) => {
            const items = matches.filter((command) => command.group === group);
            return items.length > 0 ? (
              <Cmdk.Group key={group} heading={t(`palette.group.${group}`)}>
                {items.map((command) => (
                  <Cmdk.Item
                    key={command.id}
                    value={command.id}
                    className={styles.item}
                    onSelect={() => act(() => command.run(context))}
                  >
                    <span className={styles.title}>{t(command.titleKey)}</span>
                    {command.keys ? <kbd>{command.keys}</kbd> : null}
                  </Cmdk.Item>
                ))}
              </Cmdk.Group>
            ) : null;
          })}
        </Cmdk.List>
      </Cmdk>
    </dialog>
  );
}

function matchesText(text: string, q: string): boolean {
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word));
}
