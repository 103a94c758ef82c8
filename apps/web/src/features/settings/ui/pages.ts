import { Info, KeyRound, LockKeyhole, type LucideIcon, MonitorSmartphone, Palette, UserRound } from "lucide-react";
import type { ComponentType } from "react";
import type { ValuesFor } from "../../../shared/messages.ts";
import type { strings } from "../strings/index.ts";
import { AboutPage } from "./AboutPage.tsx";
import { AppearancePage } from "./AppearancePage.tsx";
import { DevicesPage } from "./DevicesPage.tsx";
import { PasswordPage } from "./PasswordPage.tsx";
import { ProfilePage } from "./ProfilePage.tsx";
import { SecurityPage } from "./SecurityPage.tsx";

type Words = typeof strings.en;
/** Sentences without a hole to fill. */
type Key = { [K in keyof Words]: ValuesFor<Words[K], never> extends [] ? K : never }[keyof Words];

export interface BuiltInPage {
  readonly id: string;
  readonly title: Key;
  readonly group: "account" | "thisDevice" | "server";
  readonly icon: LucideIcon;
  readonly component: ComponentType;
  /** Names of what stands on it with their descriptions, and other words that they are found by. */
  readonly rows: readonly (readonly [name: Key, about: Key, words?: Key])[];
}

/** The pages in the order in which the list shows them. */
export const pages: readonly BuiltInPage[] = [
  {
    id: "profile",
    title: "profile",
    group: "account",
    icon: UserRound,
    component: ProfilePage,
    rows: [
      ["displayName", "displayNameHint"],
      ["picture", "pictureHint"],
      ["yourId", "yourIdHint"],
    ],
  },
  {
    id: "password",
    title: "password",
    group: "account",
    icon: LockKeyhole,
    component: PasswordPage,
    rows: [["changePassword", "passwordAbout"]],
  },
  {
    id: "recovery",
    title: "security",
    group: "account",
    icon: KeyRound,
    component: SecurityPage,
    rows: [["security", "securityAbout"]],
  },
  {
    id: "devices",
    title: "devices",
    group: "account",
    icon: MonitorSmartphone,
    component: DevicesPage,
    rows: [
      ["devices", "devicesAbout"],
      ["signOutAll", "signOutOthersHint"],
    ],
  },
  {
    id: "appearance",
    title: "appearance",
    group: "thisDevice",
    icon: Palette,
    component: AppearancePage,
    rows: [
      ["theme", "themeHint"],
      ["density", "densityHint"],
      ["language", "languageHint", "languageWords"],
    ],
  },
  {
    id: "about",
    title: "about",
    group: "server",
    icon: Info,
    component: AboutPage,
    rows: [
      ["version", "versionHint"],
      ["homeserver", "address"],
    ],
  },
];
