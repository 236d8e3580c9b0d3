import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { ImportUpload } from "@/steps/exchange/upload";

export const Route = createFileRoute("/_app/imports/new")({
  loader: () => texts("exchange"),
  component: ImportUpload,
});
