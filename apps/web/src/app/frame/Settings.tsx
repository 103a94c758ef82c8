import { SettingsNav, SettingsPage } from "../../features/settings/index.ts";
import type { Place } from "../../shared/navigation.ts";
import { useSettingsEntries } from "./use-settings-entries.ts";

/** The pages of the settings in the list. */
export function FrameSettingsNav({ place }: { readonly place: Place }) {
  return <SettingsNav place={place} more={useSettingsEntries()} />;
}

/** One page of the settings, or the first of them. */
export function FrameSettings({
  page,
  onBack,
}: {
  readonly page: string | undefined;
  readonly onBack: (() => void) | undefined;
}) {
  return <SettingsPage page={page} onBack={onBack} more={useSettingsEntries()} />;
}
