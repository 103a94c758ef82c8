export type { SettingsEntry } from "./model/entries.ts";
export { SettingsNav } from "./ui/SettingsNav.tsx";
export { SettingsPage } from "./ui/SettingsPage.tsx";
