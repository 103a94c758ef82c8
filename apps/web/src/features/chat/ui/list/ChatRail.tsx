import type { SpaceSummary } from "@parley/matrix";
import { useLocation } from "@tanstack/react-router";
import { Compass, MessageCircle, Plus } from "lucide-react";
import { type ReactNode, Suspense, useRef, useState } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useLink } from "../../../../shared/navigation.ts";
import { useRoomSlots } from "../../../../shared/room-slots.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { TileButton } from "../../../../ui/TileButton.tsx";
import { Tooltip } from "../../../../ui/Tooltip.tsx";
import { askersBySpace, homeState, spaceOf } from "../../model/list.ts";
import { chatStrings } from "../../strings/index.ts";
import { CreateServerDialog } from "../dialogs/lazy.ts";
import { moveByArrows } from "./arrow-keys.ts";
import { OneStop } from "./OneStop.tsx";
import { SpaceFace } from "./SpaceFace.tsx";
import { useListMenu } from "./use-list-menu.tsx";

/** Home, what waits for me, the servers, and a way to add one. */
export function ChatRail({ activity }: { readonly activity?: ReactNode }) {
  const t = useStrings(chatStrings);
  const link = useLink();
  const session = useSession();
  const list = useSignal(session.rooms.list);
  const { pathname } = useLocation();
  const named = /^\/(?:s|manage)\/([^/]+)/u.exec(pathname)?.[1];
  const spaceId = named === undefined ? undefined : (spaceOf(list, decodeURIComponent(named))?.id ?? named);
  const atHome = pathname === "/" || /^\/(?:home|agents)(?:\/|$)/u.test(pathname);
  const slots = useRoomSlots();
  /** As they will stand, while that is being written. */
  const [moved, setMoved] = useState<readonly string[] | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const spaces = moved === null ? list.spaces : inOrder(list.spaces, moved);
  const [creating, setCreating] = useState(false);
  const home = homeState(list);
  const askers = askersBySpace(list, useSignal(session.knocks.askers));
  const atDoor = askers.get(null) ?? 0;
  const { props, menu } = useListMenu(list);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the tiles, which are links of their own
    <div
      role="presentation"
      onKeyDown={moveByArrows}
      {...props}
      className="flex min-h-0 flex-1 flex-col items-center gap-2 overflow-y-auto py-3"
    >
      <OneStop />
      <TileButton
        {...link({ at: "home" })}
        data-stop=""
        label={[
          t("home"),
          // Mentions, direct messages and invitations.
          home.mentions > 0 ? t("waitingMark", { n: home.mentions }) : home.unread ? t("unreadMark") : "",
          atDoor > 0 ? t("askersMark", { n: atDoor }) : "",
        ]
          .filter(Boolean)
          .join(", ")}
        current={atHome}
        unread={home.unread || atDoor > 0}
        mentions={home.mentions + atDoor}
      >
        <MessageCircle aria-hidden="true" className="size-5" strokeWidth={1.75} />
      </TileButton>
      {activity}
      <span aria-hidden="true" className="my-1 h-0.5 w-7 rounded-full bg-line" />
      {list.spaces.length > 0 && (
        <div ref={box} className="relative">
          <ul aria-label={t("servers")} className="flex flex-col items-center gap-2">
            {spaces.map((space) => (
              <li key={space.id}>
                <SpaceTile
                  space={space}
                  askers={askers.get(space.id) ?? 0}
                  current={encodeURIComponent(space.id) === spaceId || space.id === spaceId}
                />
              </li>
            ))}
          </ul>
          {list.spaces.length > 1 && slots !== null && (
            <Suspense>
              <slots.RailDragging box={box} onMoved={setMoved} />
            </Suspense>
          )}
        </div>
      )}
      <Tooltip label={t("createServer")} side="right">
        <button
          type="button"
          data-stop=""
          aria-label={t("createServer")}
          onClick={() => setCreating(true)}
          className="grid size-11 shrink-0 place-items-center rounded-tile text-ink-2 transition-colors hover:bg-hover hover:text-ink"
        >
          <Plus aria-hidden="true" className="size-5" strokeWidth={1.75} />
        </button>
      </Tooltip>
      <TileButton
        {...link({ at: "discover" })}
        data-stop=""
        bare
        label={t("discover")}
        current={pathname === "/discover" || pathname.startsWith("/join/")}
      >
        <Compass aria-hidden="true" className="size-5" strokeWidth={1.75} />
      </TileButton>
      {menu}
      {creating && (
        <Suspense>
          <CreateServerDialog onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** Those not named stand behind the others. */
function inOrder(spaces: readonly SpaceSummary[], ids: readonly string[]): readonly SpaceSummary[] {
  const rank = ({ id }: SpaceSummary): number => (ids.includes(id) ? ids.indexOf(id) : ids.length);
  return spaces.toSorted((one, other) => rank(one) - rank(other));
}

function SpaceTile({
  space,
  askers,
  current,
}: {
  readonly space: SpaceSummary;
  /** Who waits to be let in. */
  readonly askers: number;
  readonly current: boolean;
}) {
  const t = useStrings(chatStrings);
  const link = useLink();
  const marks = [
    t("spaceTile", { name: space.name }),
    space.mentions > 0 ? t("mentionsMark", { n: space.mentions }) : space.unread ? t("unreadMark") : "",
    askers > 0 ? t("askersMark", { n: askers }) : "",
  ];
  return (
    <TileButton
      {...link({ at: "space", spaceId: space.id })}
      data-stop=""
      data-space={space.id}
      label={marks.filter(Boolean).join(", ")}
      current={current}
      unread={space.unread || askers > 0}
      mentions={space.mentions + askers}
    >
      <SpaceFace space={space} className="rounded-tile" />
    </TileButton>
  );
}
