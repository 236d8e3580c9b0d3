import "@/app/tokens.css";
import "@/app/base.css";
import { prepareAntd } from "@/app/antd-provider";
import { startI18n } from "@/i18n";

document.documentElement.className = "truss";
await Promise.all([startI18n("en"), prepareAntd("en")]);
