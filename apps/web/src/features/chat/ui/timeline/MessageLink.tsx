import type { MouseEvent, ReactNode } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useLink } from "../../../../shared/navigation.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Popover } from "../../../../ui/Popover.tsx";
import { type LinkTarget, linkTarget, otherHost, placeOfRoom } from "../../model/links.ts";
import { findRoom } from "../../model/list.ts";
import { memberIndex, nameAmong } from "../../model/member-index.ts";
import { chatStrings } from "../../strings/index.ts";
import { useMessageRoom } from "./actions.ts";
import { PersonCard } from "./PersonCard.tsx";

const link = "text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-current";
const pill = "rounded-4 bg-accent-soft px-0.75 font-medium text-accent no-underline hover:underline";

/**
 * An address in a message. What names people, rooms and messages opens in place, under the name that they have here;
 * everything else opens apart and learns nothing of where it was read.
 */
export function MessageLink({
  href,
  words,
  children,
}: {
  readonly href: string;
  /** What is read in its place. */
  readonly words: string;
  readonly children: ReactNode;
}) {
  const target = linkTarget(href, location.origin);
  if (target?.kind === "user") return <PersonPill userId={target.userId} />;
  if (target?.kind === "room") {
    return (
      <RoomPill target={target} words={words === href ? "" : words}>
        {children}
      </RoomPill>
    );
  }
  const leadsTo = otherHost(href, words);
  return (
    <>
      <a
        href={href}
        title={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        referrerPolicy="no-referrer"
        className={link}
      >
        {children}
      </a>
      {leadsTo !== null && <span className="text-13 text-ink-2"> ({leadsTo})</span>}
    </>
  );
}

/** A person by the name that this room knows, whatever the message calls them; of two of one name, which. */
function PersonPill({ userId }: { readonly userId: string }) {
  const { members, roomId } = useMessageRoom();
  const known = nameAmong(memberIndex(useSignal(members)), userId);
  const name = known === userId ? userId : `@${known}`;
  return (
    <Popover
      sheet
      title={name}
      trigger={
        <button type="button" title={userId} className={pill}>
          <bdi>{name}</bdi>
        </button>
      }
    >
      <PersonCard userId={userId} roomId={roomId} />
    </Popover>
  );
}

function RoomPill({
  target,
  words,
  children,
}: {
  readonly target: LinkTarget & { readonly kind: "room" };
  readonly words: string;
  readonly children: ReactNode;
}) {
  const t = useStrings(chatStrings);
  const list = useSignal(useSession().rooms.list);
  const { roomId, actions } = useMessageRoom();
  const toPlace = useLink();
  const { room, eventId, via } = target;
  const known = findRoom(list, room);
  const space = list.spaces.find((other) => other.id === room);
  const props = toPlace(
    space !== undefined
      ? { at: "space", spaceId: room }
      : known !== null
        ? placeOfRoom(list, room, eventId)
        : { at: "join", target: room, via },
  );
  const name = known?.name ?? space?.name;
  const shown =
    name !== undefined ? (
      <bdi>{known?.kind === "channel" && !known.voice ? `#${name}` : name}</bdi>
    ) : room.startsWith("#") || words === "" ? (
      <bdi>{room}</bdi>
    ) : (
      children
    );
  const here = {
    href: props.href,
    onClick(event: MouseEvent) {
      if (room !== roomId || eventId === null) props.onClick(event);
      else if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
        event.preventDefault();
        actions.jumpTo(eventId);
      }
    },
  };
  return (
    <a {...here} className={pill}>
      {shown}
      {eventId !== null && (
        <>
          {" › "}
          {t("aMessage")}
        </>
      )}
    </a>
  );
}
