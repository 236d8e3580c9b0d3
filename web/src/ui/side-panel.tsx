import { DownOutlined, UpOutlined } from "@ant-design/icons-svg";
import { Drawer } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { Icon } from "./icon";

/** A record beside its list, with the way to the previous and the next one. */
export default function SidePanel({
  title,
  children,
  onClose,
  neighbours,
  onMove,
}: {
  title: string;
  children: ReactNode;
  onClose: () => void;
  neighbours: { previous?: string; next?: string };
  onMove: (id: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <Drawer
      open
      title={title}
      onClose={onClose}
      size={480}
      mask={false}
      destroyOnHidden
      extra={
        <>
          <Button
            kind="quiet"
            aria-label={t("panel.previous")}
            icon={<Icon of={UpOutlined} />}
            disabled={!neighbours.previous}
            onClick={() => neighbours.previous && onMove(neighbours.previous)}
          />
          <Button
            kind="quiet"
            aria-label={t("panel.next")}
            icon={<Icon of={DownOutlined} />}
            disabled={!neighbours.next}
            onClick={() => neighbours.next && onMove(neighbours.next)}
          />
        </>
      }
    >
      {children}
    </Drawer>
  );
}
