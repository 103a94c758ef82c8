export type { SettingsEntry } from "./model/entries.ts";
export { SignOutDialog } from "./ui/lazy.ts";
export { SettingsNav } from "./ui/SettingsNav.tsx";
export { SettingsPage } from "./ui/SettingsPage.tsx";
export { useSettingsIndex } from "./ui/use-settings-index.ts";
