import { PageFrame } from "../../../shared/PageFrame.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import type { SettingsEntry } from "../model/entries.ts";
import { strings } from "../strings/index.ts";
import { usePages } from "./use-pages.ts";

/** One page of the settings. */
export function SettingsPage({
  page = "profile",
  onBack,
  more,
}: {
  readonly page: string | undefined;
  readonly onBack: (() => void) | undefined;
  readonly more: readonly SettingsEntry[];
}) {
  const t = useStrings(strings);
  const own = usePages().find(({ id }) => id === page);
  const other = more.find(({ id }) => id === page);
  const Component = own?.component ?? other?.page;
  const title = own === undefined ? (other?.label ?? t("title")) : t(own.title);
  return (
    // Another page begins at its top.
    <PageFrame key={page} title={title} onBack={onBack}>
      {Component === undefined ? <EmptyState title={t("noPage")} /> : <Component />}
    </PageFrame>
  );
}
