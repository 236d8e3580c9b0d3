import {
  AppstoreOutlined,
  MenuFoldOutlined,
  MenuUnfoldOutlined,
  PlusOutlined,
  SearchOutlined,
} from "@ant-design/icons-svg";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { tinykeys } from "tinykeys";
import { useMe } from "@/api/session";
import { Icon } from "@/ui/icon";
import { Menu } from "@/ui/popover";
import { commandTexts } from "./all-commands";
import { PHONE_PLACES, PLACES, type Place } from "./nav";
import { PersonMenu } from "./person-menu";
import styles from "./shell.module.css";
import { useCommands, useExists } from "./use-command-context";

const Palette = lazy(() => import("./palette-dialog"));
const STORE = "truss.menu";

/** The frame of every page: side menu, top bar, and on a phone a bottom bar. Plain elements only. */
export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const [narrow, setNarrow] = useState(document.documentElement.dataset.menu === "narrow");
  const [palette, setPalette] = useState(false);
  const [phoneMenu, setPhoneMenu] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useKeys(() => setPalette(true));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sheet closes whenever the page changes.
  useEffect(() => setPhoneMenu(false), [path]);

  const toggleMenu = () => {
    const next = !narrow;
    setNarrow(next);
    document.documentElement.dataset.menu = next ? "narrow" : "wide";
    localStorage.setItem(STORE, next ? "narrow" : "wide");
  };

  return (
    <div className={styles.frame} data-narrow={narrow || undefined} data-phone-menu={phoneMenu || undefined}>
      <a href="#main" className={styles.skip}>
        {t("skip_to_content")}
      </a>
      <nav className={styles.side} aria-label={t("nav.label")}>
        <Link to="/" className={styles.brand} aria-label={me.company.name}>
          <img src="/truss.svg" width={24} height={24} alt="" />
          <span>{me.company.name}</span>
        </Link>
        <SideMenu />
        <button type="button" className={styles.fold} onClick={toggleMenu} aria-expanded={!narrow}>
          <Icon of={narrow ? MenuUnfoldOutlined : MenuFoldOutlined} />
          <span>{t("nav.fold")}</span>
        </button>
      </nav>
      <header className={styles.bar}>
        <img className={styles.phoneMark} src="/truss.svg" width={24} height={24} alt="" />
        {me.demo ? <span className={styles.demo}>{t("demo")}</span> : null}
        <button type="button" className={styles.search} onClick={() => setPalette(true)}>
          <Icon of={SearchOutlined} />
          <span>{t("palette.open")}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <CreateButton className={styles.create} />
        <PersonMenu />
      </header>
      <main id="main" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      <PhoneBar onMore={() => setPhoneMenu(!phoneMenu)} isOpen={phoneMenu} />
      {palette ? (
        <Suspense fallback={null}>
          <Palette onClose={() => setPalette(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}

function usePlaces(): { title: string; places: Place[] }[] {
  const me = useMe();
  const exists = useExists();
  return PLACES.map((group) => ({
    ...group,
    places: group.places.filter((place) => exists(place.to) && (place.visible?.(me) ?? true)),
  })).filter((group) => group.places.length > 0);
}

function SideMenu() {
  const { t } = useTranslation();
  return (
    <div className={styles.places}>
      {usePlaces().map((group) => (
        <ul key={group.title} aria-label={t(group.title)}>
          {group.places.map((place) => (
            <li key={place.to}>
              <PlaceLink place={place} className={styles.place} />
            </li>
          ))}
        </ul>
      ))}
    </div>
  );
}

function PlaceLink({ place, className }: { place: Place; className?: string }) {
  const { t } = useTranslation();
  const title = t(place.title);
  return (
    <Link
      to={place.to as "/"}
      className={className}
      title={title}
      activeOptions={{ exact: place.to === "/" }}
      activeProps={{ "data-active": "", "aria-current": "page" } as object}
    >
      <Icon of={place.icon} size={18} />
      <span>{title}</span>
    </Link>
  );
}

/** "New …": every create command that the person's roles give. */
function CreateButton({ className, iconSize = 16 }: { className?: string; iconSize?: number }) {
  const { t } = useTranslation();
  const { commands, context } = useCommands();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const creates = commands.filter((command) => command.group === "create");
  if (creates.length === 0) return null;
  const open = async (element: HTMLElement) => {
    await commandTexts();
    setAnchor(element);
  };
  return (
    <>
      <button
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => void open(event.currentTarget)}
      >
        <Icon of={PlusOutlined} size={iconSize} />
        <span>{t("create")}</span>
      </button>
      <Menu
        anchor={anchor}
        onClose={() => setAnchor(null)}
        label={t("create")}
        align="end"
        items={creates.map((command) => ({
          key: command.id,
          label: t(command.titleKey),
          run: () => command.run(context),
        }))}
      />
    </>
  );
}

function PhoneBar({ onMore, isOpen }: { onMore: () => void; isOpen: boolean }) {
  const { t } = useTranslation();
  const places = usePlaces().flatMap((group) => group.places);
  const shown = PHONE_PLACES.map((to) => places.find((place) => place.to === to)).filter(
    (place) => place !== undefined,
  );
  return (
    <nav className={styles.phone} aria-label={t("nav.phone")}>
      {shown.slice(0, 2).map((place) => (
        <PlaceLink key={place.to} place={place} />
      ))}
      <CreateButton className={styles.phoneCreate} iconSize={22} />
      {shown.slice(2).map((place) => (
        <PlaceLink key={place.to} place={place} />
      ))}
      <button type="button" onClick={onMore} aria-expanded={isOpen}>
        <Icon of={AppstoreOutlined} size={18} />
        <span>{t("nav.more")}</span>
      </button>
    </nav>
  );
}

/** Ctrl+K and the key sequences of all commands; silent while typing. */
function useKeys(openPalette: () => void): void {
  const { commands, context } = useCommands();
  useEffect(() => {
    const idle = (run: () => void) => (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (target.closest("input,textarea,select,[contenteditable=true],dialog[open],[role=dialog]")) return;
      event.preventDefault();
      run();
    };
    const bindings: Record<string, (event: KeyboardEvent) => void> = {
      "$mod+k": (event) => {
        event.preventDefault();
        openPalette();
      },
      "/": idle(() => document.querySelector<HTMLInputElement>("input[type=search]")?.focus()),
    };
    for (const command of commands) {
      if (command.keys) bindings[command.keys] = idle(() => command.run(context));
    }
    return tinykeys(window, bindings);
  });
}
