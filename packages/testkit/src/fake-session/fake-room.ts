import { type Clock, type Signal, signal } from "@parley/kernel";
import type {
  CallRights,
  Member,
  MemberRole,
  RoomDetails,
  RoomSummary,
  SendFailure,
  TimelineItem,
} from "@parley/matrix";
import { buildMessage, type RoomSeed } from "./builders.ts";

/** What happens to messages that are sent: they arrive, stay queued, stay under way, or fail. */
export type SendOutcome = "arrive" | "hold-queued" | "hold-sending" | SendFailure;

/** A room of the fake: what the homeserver would hold, and the levers of a test. */
export interface FakeRoom {
  readonly summary: Signal<RoomSummary>;
  readonly details: Signal<RoomDetails>;
  readonly members: Signal<readonly Member[]>;
  /** All events, oldest first. Windows show a part of them. */
  readonly items: Signal<readonly TimelineItem[]>;
  readonly typing: Signal<readonly string[]>;
  readonly readUpTo: Signal<string | null>;
  readonly seed: RoomSeed;
  /** What `setTyping` was last told. */
  readonly ownTyping: Signal<boolean>;
  /** How sends go from now on. */
  outcome: SendOutcome;
  /** The next `loadOlder`, `loadNewer` or `fillGap` fails. */
  failNextLoad: boolean;
  /** A message of someone else arrives now. */
  receive(parts?: Parameters<typeof buildMessage>[0]): void;
  /** Puts `change` over the item with this key. */
  patch(key: string, change: (item: TimelineItem) => TimelineItem): void;
}

const ranks = { creator: 3, admin: 2, moderator: 1, member: 0 } as const;

/** As the levels of a room give them. */
function rightsOf({ callRoles, members }: RoomSeed, userId: string): CallRights {
  const rank = ranks[members.find((member) => member.userId === userId)?.role ?? "member"];
  const may = (role: MemberRole) => rank >= ranks[role];
  const { join, speak, video, screen } = callRoles;
  return { join: may(join), speak: may(speak), video: may(video), screen: may(screen) };
}

/** Builds a room of the fake from its seed. */
export function createFakeRoom(seed: RoomSeed, clock: Clock, userId: string): FakeRoom {
  const items = signal<readonly TimelineItem[]>(seed.items);
  const summary = signal<RoomSummary>(seed.summary);
  return {
    seed,
    summary,
    details: signal<RoomDetails>({
      id: seed.summary.id,
      kind: "room",
      voice: seed.summary.voice,
      version: "12",
      name: seed.summary.name,
      topic: seed.summary.topic,
      avatarMxc: seed.summary.avatarMxc,
      encrypted: seed.summary.encrypted,
      spaceId: seed.spaceId,
      access: seed.summary.access,
      role: seed.members.find((member) => member.userId === userId)?.role ?? "member",
      membership: seed.summary.membership,
      permissions:
        seed.successor === null
          ? seed.permissions
          : { ...seed.permissions, send: false, react: false, startCall: false },
      callRights: rightsOf(seed, userId),
      callRoles: seed.callRoles,
      successor: seed.successor,
      predecessorId: seed.predecessorId,
    }),
    members: signal(seed.members),
    items,
    typing: signal(seed.typing),
    readUpTo: signal(seed.readUpTo),
    ownTyping: signal(false),
    outcome: "arrive",
    failNextLoad: false,
    receive(parts) {
      items.value = [...items.value, buildMessage({ ts: clock.now(), ...parts })];
    },
    patch(key, change) {
      items.value = items.value.map((item) => (item.key === key ? change(item) : item));
    },
  };
}
