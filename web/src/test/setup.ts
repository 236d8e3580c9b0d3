import "@/app/tokens.css";
import "@/app/base.css";
import { startI18n } from "@/i18n";

document.documentElement.className = "truss";
await startI18n("en");
