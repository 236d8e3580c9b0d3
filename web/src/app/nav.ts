import {
  ApartmentOutlined,
  AuditOutlined,
  BarChartOutlined,
  BulbOutlined,
  CarOutlined,
  CheckSquareOutlined,
  DollarOutlined,
  FileDoneOutlined,
  FileTextOutlined,
  FundProjectionScreenOutlined,
  HomeOutlined,
  ImportOutlined,
  InboxOutlined,
  ProfileOutlined,
  TeamOutlined,
  UsergroupAddOutlined,
} from "@ant-design/icons-svg";
import type { IconDefinition } from "@ant-design/icons-svg/lib/types";
import type { Me } from "@/api/types";

export interface Place {
  to: string;
  /** Key in the common texts. */
  title: string;
  icon: IconDefinition;
  keys?: string;
  visible?: (me: Me) => boolean;
}

const may = (right: string) => (me: Me) => me.can.includes(right);

/** The side menu in the order of the value stream; a place appears once its page exists. */
export const PLACES: { title: string; places: Place[] }[] = [
  {
    title: "nav.group.day",
    places: [
      { to: "/", title: "nav.workbench", icon: HomeOutlined, keys: "g h" },
      { to: "/decisions", title: "nav.decisions", icon: AuditOutlined, keys: "g d" },
    ],
  },
  {
    title: "nav.group.sell",
    places: [
      { to: "/customers", title: "nav.customers", icon: TeamOutlined, keys: "g c" },
      { to: "/leads", title: "nav.leads", icon: BulbOutlined, keys: "g l" },
      { to: "/opportunities", title: "nav.opportunities", icon: FundProjectionScreenOutlined, keys: "g o" },
      { to: "/quotations", title: "nav.quotations", icon: FileTextOutlined, keys: "g q" },
    ],
  },
  {
    title: "nav.group.fulfil",
    places: [
      { to: "/contracts", title: "nav.contracts", icon: FileDoneOutlined, keys: "g k" },
      { to: "/milestones", title: "nav.milestones", icon: CarOutlined, keys: "g m" },
    ],
  },
  {
    title: "nav.group.cash",
    places: [
      {
        to: "/receivables",
        title: "nav.receivables",
        icon: DollarOutlined,
        keys: "g r",
        visible: may("cash.see"),
      },
      {
        to: "/invoices",
        title: "nav.invoices",
        icon: ProfileOutlined,
        keys: "g i",
        visible: may("cash.see"),
      },
      {
        to: "/receipts",
        title: "nav.receipts",
        icon: CheckSquareOutlined,
        keys: "g p",
        visible: may("cash.see"),
      },
    ],
  },
  {
    title: "nav.group.manage",
    places: [
      {
        to: "/insight",
        title: "nav.insight",
        icon: BarChartOutlined,
        keys: "g s",
      },
      { to: "/products", title: "nav.products", icon: InboxOutlined },
      { to: "/imports", title: "nav.imports", icon: ImportOutlined, visible: may("import.run") },
      { to: "/admin/units", title: "nav.units", icon: ApartmentOutlined, visible: may("people.administer") },
      {
        to: "/admin/users",
        title: "nav.users",
        icon: UsergroupAddOutlined,
        visible: may("people.administer"),
      },
    ],
  },
];

/** The five places of the phone's bottom bar besides "create" and "more". */
export const PHONE_PLACES = ["/", "/leads", "/opportunities"];
