import type { SpaceSummary } from "@parley/matrix";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useLink } from "../../../../shared/navigation.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { chatStrings } from "../../strings/index.ts";

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
              className="flex h-11 max-w-50 items-center gap-2 rounded-control bg-hover pr-3 pl-1.5 active:bg-press"
            >
              <MediaAvatar id={space.id} name={space.name} mxc={space.avatarMxc} kind="server" size={32} />
              <bdi className="truncate font-medium text-14">{space.name}</bdi>
              {(space.unread || space.mentions > 0) && (
                <span className="size-2 shrink-0 rounded-full bg-accent">
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
