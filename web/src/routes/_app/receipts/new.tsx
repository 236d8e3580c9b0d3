import { createFileRoute } from "@tanstack/react-router";
import { texts } from "@/i18n";
import { ReceiptForm } from "@/steps/cash/receipt-form";

export const Route = createFileRoute("/_app/receipts/new")({
  loader: () => texts("cash"),
  component: () => <ReceiptForm />,
});
