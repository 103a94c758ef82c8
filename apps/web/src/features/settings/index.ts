export type { SettingsEntry } from "./model/entries.ts";
export { SettingsNav } from "./ui/SettingsNav.tsx";
export { SettingsPage } from "./ui/SettingsPage.tsx";
export { SignOutDialog } from "./ui/SignOutDialog.tsx";
export { useSettingsIndex } from "./ui/use-settings-index.ts";
