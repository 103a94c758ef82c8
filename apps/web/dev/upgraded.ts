import { AppError } from "@parley/kernel";
import { buildMessage, buildRoom, type FakeSession, type RoomSeed } from "@parley/testkit";
import { minute, mira, people, rosa } from "./messages.ts";

const said = (now: number, text: string) => buildMessage({ ...mira, ts: now - 90 * minute, text });
const moved = { via: ["localhost"], byName: "Mira Lindqvist" } as const;
const far = { spaceId: "!atelier", categoryId: "far", members: people } as const;
const shut = "!shut-newer";
/** A server that goes on as another one, which takes only who is invited. */
export const gardenMoved = { ...moved, roomId: shut, joined: false } as const;

/** Rooms that were upgraded: not followed yet, with what was written too late; followed; and one that lets nobody in. */
export const upgradedRooms = (now: number): readonly RoomSeed[] => [
  buildRoom({
    ...far,
    id: "!plans",
    name: "plans",
    successor: { ...moved, roomId: "!plans-newer", joined: false },
    items: [said(now, "I have moved us to a newer version of the room. See you there.")],
  }),
  buildRoom({
    ...far,
    id: "!roadmap-old",
    name: "roadmap",
    successor: { ...moved, roomId: "!roadmap", joined: true },
    items: [
      said(now, "What did we say about the autumn?"),
      buildMessage({
        ...rosa,
        ts: now - 80 * minute,
        eventId: null,
        text: "One moment, I am still writing the summary.",
        send: { state: "failed", since: now - 80 * minute, reason: "forbidden" },
        can: { edit: false, redact: true, react: false, reply: false },
      }),
    ],
  }),
  buildRoom({
    ...far,
    id: "!roadmap",
    name: "roadmap",
    predecessorId: "!roadmap-old",
    items: [buildMessage({ ...mira, ts: now - 60 * minute, text: "Here we go on." })],
  }),
  buildRoom({
    ...far,
    id: "!shut",
    name: "budget",
    successor: { ...moved, roomId: shut, joined: false },
    items: [said(now, "Only the four of us go on, in the new room.")],
  }),
];

/** The new room of `!shut` takes only who is invited. */
export function shutUpgraded({ rooms }: FakeSession): void {
  const { join } = rooms;
  rooms.join = async (roomId, via) => {
    if (roomId === shut) throw new AppError("MATRIX_FORBIDDEN", "You are not invited to this room.");
    await join(roomId, via);
  };
}
