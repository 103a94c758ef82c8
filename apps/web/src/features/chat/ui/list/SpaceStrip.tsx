import type { SpaceSummary } from "@parley/matrix";
import { useLink } from "../../../../shared/navigation.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { chatStrings } from "../../strings/index.ts";
import { SpaceFace } from "./SpaceFace.tsx";

/** The servers as one line above the phone's chats: the way to channels that have been quiet or not joined. */
export function SpaceStrip({ spaces }: { readonly spaces: readonly SpaceSummary[] }) {
  const t = useStrings(chatStrings);
  const link = useLink();
  if (spaces.length === 0) return null;
  return (
    <nav aria-label={t("servers")} className="overflow-x-auto border-line border-b">
      <ul className="flex gap-2 px-4 py-2">
        {spaces.map((space) => (
          <li key={space.id}>
            <a
              {...link({ at: "space", spaceId: space.id })}
              data-stop=""
              data-space={space.id}
              className="flex h-13 max-w-60 items-center gap-2.5 rounded-tile pr-3 pl-1 active:bg-press"
            >
              {/* The tile of the rail, as large. */}
              <span
                aria-hidden="true"
                className="grid size-11 shrink-0 place-items-center overflow-hidden rounded-tile bg-hover font-semibold text-14 text-ink-2"
              >
                <SpaceFace space={space} />
              </span>
              <bdi className="truncate font-medium text-14">{space.name}</bdi>
              {(space.unread || space.mentions > 0) && (
                <span className="size-2 shrink-0 rounded-full bg-accent forced:bg-canvas-text">
                  <span className="sr-only">{t("unreadMark")}</span>
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
