import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "@/api/client";
import type { FileView } from "@/api/types";
import { currentLocale } from "@/i18n";
import { formatBytes } from "@/i18n/format";
import { Instant } from "./display";
import styles from "./file-list.module.css";
import { errorText } from "./problem-text";
import { ReasonDialog } from "./reason-dialog";
import { ErrorState, Skeleton } from "./states";
import { toast } from "./toast";

export const filesKey = (kind: string, id: string) => ["work", "files", kind, id] as const;

interface FileListProps {
  kind: string;
  id: string;
  /** Sent with each upload, such as "evidence". */
  purpose?: string;
  canUpload?: boolean;
  canDelete?: boolean;
  /** After an upload or a removal, for what depends on the files. */
  onChange?: () => void;
}

/** The files of a record: drop or choose to add, press to download. */
export function FileList({ kind, id, purpose, canUpload, canDelete, onChange }: FileListProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [doomed, setDoomed] = useState<FileView | null>(null);
  const query = useQuery({
    queryKey: filesKey(kind, id),
    queryFn: ({ signal }) => api.get("/records/{kind}/{id}/files", { path: { kind, id }, signal }),
  });
  const refresh = async () => {
    await queryClient.invalidateQueries({ queryKey: filesKey(kind, id) });
    onChange?.();
  };
  if (query.isPending) return <Skeleton lines={3} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const files = purpose ? query.data.items.filter((file) => file.purpose === purpose) : query.data.items;
  return (
    <div className={styles.files}>
      {files.length === 0 && !canUpload ? <p className={styles.none}>{t("files.none")}</p> : null}
      <ul>
        {files.map((file) => (
          <li key={file.id}>
            <a href={`/api/files/${encodeURIComponent(file.id)}`} download={file.name}>
              {file.name}
            </a>
            <small>
              {formatBytes(file.size_bytes, currentLocale())} · {file.uploaded_by.name} ·{" "}
              <Instant at={file.created_at} isAgo />
            </small>
            {canDelete ? (
              <button
                type="button"
                aria-label={t("files.delete", { name: file.name })}
                onClick={() => setDoomed(file)}
              >
                ×
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {canUpload ? <Drop kind={kind} id={id} purpose={purpose} onDone={refresh} /> : null}
      {doomed ? (
        <ReasonDialog
          title={t("files.delete_title")}
          text={t("files.delete_text", { name: doomed.name })}
          confirmLabel={t("delete")}
          isDangerous
          onClose={() => setDoomed(null)}
          onConfirm={async () => {
            await api.delete("/files/{id}", { path: { id: doomed.id }, version: doomed.version });
            await refresh();
          }}
        />
      ) : null}
    </div>
  );
}

function Drop({
  kind,
  id,
  purpose,
  onDone,
}: {
  kind: string;
  id: string;
  purpose?: string;
  onDone: () => Promise<void>;
}) {
  const { t } = useTranslation();
  const input = useId();
  const [pending, setPending] = useState(0);
  const [isOver, setOver] = useState(false);
  const upload = async (files: globalThis.FileList | null) => {
    for (const file of Array.from(files ?? [])) {
      setPending((count) => count + 1);
      const body = new FormData();
      body.set("kind", kind);
      body.set("record_id", id);
      if (purpose) body.set("purpose", purpose);
      body.set("file", file);
      try {
        await api.post("/files", { body, key: newKey() });
        await onDone();
      } catch (error) {
        toast.error(`${file.name}: ${errorText(t, error)}`);
      } finally {
        setPending((count) => count - 1);
      }
    }
  };
  return (
    <label
      htmlFor={input}
      className={styles.drop}
      data-over={isOver || undefined}
      onDragOver={(event: DragEvent) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        void upload(event.dataTransfer.files);
      }}
    >
      <input
        id={input}
        type="file"
        multiple
        className="hidden-text"
        onChange={(event) => {
          void upload(event.target.files);
          event.target.value = "";
        }}
      />
      <span aria-live="polite">{pending > 0 ? t("files.uploading") : t("files.drop")}</span>
    </label>
  );
}
