import { useSession } from "../../../../shared/contexts.ts";
import type { Place } from "../../../../shared/navigation.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import { spaceOf } from "../../model/list.ts";
import { HomeList } from "./HomeList.tsx";
import { MixedList } from "./MixedList.tsx";
import { SpaceList } from "./SpaceList.tsx";
import { useListMenu } from "./use-list-menu.tsx";

/**
 * The list beside the content: channels of a server, at home direct messages and rooms; on a phone, at home, every
 * room with what was said last. Its rooms carry `data-room`, unread ones `data-unread`.
 */
export function ChatList({ place }: { readonly place: Place }) {
  const list = useSignal(useSession().rooms.list);
  const phone = useViewport() === "phone";
  const managed = place.at === "manage" ? place.roomId : null;
  const roomId = place.at === "space" || place.at === "home" ? (place.roomId ?? null) : managed;
  const space =
    place.at === "space"
      ? list.spaces.find((other) => other.id === place.spaceId)
      : managed === null
        ? undefined
        : (list.spaces.find((other) => other.id === managed) ?? spaceOf(list, managed) ?? undefined);
  const { props, menu } = useListMenu(list, space);
  return (
    <div role="presentation" {...props} className="flex min-h-0 min-w-0 flex-1 flex-col">
      {space !== undefined ? (
        <SpaceList key={space.id} space={space} roomId={roomId} />
      ) : phone ? (
        <MixedList list={list} />
      ) : (
        <HomeList list={list} roomId={roomId} />
      )}
      {menu}
    </div>
  );
}
