import type { RoomList, RoomSummary, SpaceSummary } from "@parley/matrix";
import type { LucideIcon } from "lucide-react";
import type { Place } from "../../../shared/navigation.ts";

/** A page that the switcher leads to, handed in by `app/`. */
export interface SwitcherPage {
  readonly id: string;
  readonly label: string;
  readonly words: string;
  readonly icon: LucideIcon;
  readonly place: Place;
}

/** Something that can be done now, handed in by `app/`. */
export interface SwitcherAction {
  readonly id: string;
  /** A verb that names the effect. */
  readonly label: string;
  /** Other words that it is found by. */
  readonly words?: string;
  readonly icon: LucideIcon;
  /** Its shortcut, as `useShortcut` takes it. */
  readonly keys?: string;
  readonly run: () => void;
}

/** What one can go to, or do. */
export type Target =
  | {
      readonly kind: "room";
      readonly key: string;
      readonly name: string;
      readonly room: RoomSummary;
      readonly space: SpaceSummary | null;
    }
  | { readonly kind: "space"; readonly key: string; readonly name: string; readonly space: SpaceSummary }
  | { readonly kind: "page"; readonly key: string; readonly name: string; readonly page: SwitcherPage }
  | { readonly kind: "action"; readonly key: string; readonly name: string; readonly action: SwitcherAction }
  | {
      readonly kind: "person";
      readonly key: string;
      readonly name: string;
      readonly person: Person;
      readonly blocked: boolean;
    };

export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly avatarMxc: string | null;
}

/** What else a target is found by: the server of a channel, the address of a person. */
export function otherWords(target: Target): string {
  switch (target.kind) {
    case "room":
      return [target.space?.name, target.room.directUserId].filter(Boolean).join(" ");
    case "space":
      return "";
    case "page":
      return target.page.words;
    case "action":
      return target.action.words ?? "";
    case "person":
      return target.person.userId;
  }
}

/** Where a target leads; null for what is done instead. */
export function placeOfTarget(target: Target): Place | null {
  switch (target.kind) {
    case "room":
      return target.space === null
        ? { at: "home", roomId: target.room.id }
        : { at: "space", spaceId: target.space.id, roomId: target.room.id };
    case "space":
      return { at: "space", spaceId: target.space.id };
    case "page":
      return target.page.place;
    default:
      return null;
  }
}

/**
 * Everything there is to go to, in the order in which equal finds stand: recently visited rooms, then what is unread,
 * then by the last news; servers, pages, actions and people after the rooms.
 */
export function buildTargets(options: {
  readonly list: RoomList;
  readonly recent: readonly string[];
  readonly pages: readonly SwitcherPage[];
  readonly actions: readonly SwitcherAction[];
  /** Who is known here; those with whom one talks already are found as that conversation. */
  readonly people: readonly Person[];
}): readonly Target[] {
  const { list, recent, pages, actions, people } = options;
  const rank = new Map(recent.map((id, index) => [id, index]));
  const rooms = roomTargets(list);
  // Sorting 5,000 rooms by a computed key is cheap when the key is computed once.
  const keyed = rooms.map((target) => ({
    target,
    recent: rank.get(target.room.id) ?? Number.POSITIVE_INFINITY,
    waiting: waits(target.room),
  }));
  keyed.sort(
    (a, b) =>
      (a.recent === b.recent ? 0 : a.recent - b.recent) ||
      b.waiting - a.waiting ||
      b.target.room.activeAt - a.target.room.activeAt,
  );
  return [
    ...keyed.map(({ target }) => target),
    ...list.spaces
      .filter(({ membership }) => membership === "join")
      .map((space) => ({ kind: "space", key: `space ${space.id}`, name: space.name, space }) as const),
    ...pages.map((page) => ({ kind: "page", key: `page ${page.id} ${page.label}`, name: page.label, page }) as const),
    ...actions.map((action) => ({ kind: "action", key: `action ${action.id}`, name: action.label, action }) as const),
    ...strangers(people, rooms),
  ];
}

/** Those with whom no conversation stands among the rooms. */
function strangers(people: readonly Person[], rooms: readonly RoomTarget[]): readonly Target[] {
  const known = new Set(rooms.map(({ room }) => room.directUserId));
  return people.filter(({ userId }) => !known.has(userId)).map((person) => personTarget(person));
}

/** Someone to write to. */
export const personTarget = (person: Person, blocked = false): Target => ({
  kind: "person",
  key: `person ${person.userId}`,
  name: person.name,
  person,
  blocked,
});

type RoomTarget = Extract<Target, { kind: "room" }>;

function roomTargets(list: RoomList): RoomTarget[] {
  const seen = new Set<string>();
  const targets: RoomTarget[] = [];
  const add = (room: RoomSummary, space: SpaceSummary | null): void => {
    // A channel may stand in two servers or categories: one line is enough.
    if (room.membership !== "join" || seen.has(room.id)) return;
    seen.add(room.id);
    targets.push({ kind: "room", key: `room ${room.id}`, name: room.name, room, space });
  };
  for (const space of list.spaces) {
    for (const category of space.categories) for (const channel of category.channels) add(channel, space);
  }
  for (const room of list.directs) add(room, null);
  for (const room of list.rooms) add(room, null);
  return targets;
}

/** 2: someone means me, 1: something is new, 0: nothing. */
function waits(room: RoomSummary): number {
  if (room.mentions > 0) return 2;
  if (!room.unread) return 0;
  return room.kind === "direct" ? 2 : 1;
}

/** What is offered before anything is typed: rooms visited lately, then those that wait, without the one in view. */
export function suggestions(
  targets: readonly Target[],
  recent: readonly string[],
  currentId: string | null,
  most: number,
): readonly Target[] {
  const known = new Set(recent);
  const rooms = targets.filter(
    (target): target is RoomTarget => target.kind === "room" && target.room.id !== currentId,
  );
  const visited = rooms.filter(({ room }) => known.has(room.id)).slice(0, 8);
  const taken = new Set(visited);
  const waiting = rooms.filter((target) => !taken.has(target) && waits(target.room) > 0).slice(0, 12);
  for (const target of waiting) taken.add(target);
  const others = rooms.filter((target) => !taken.has(target));
  const rest = targets.filter(({ kind }) => kind === "action");
  return [...visited, ...waiting, ...others.slice(0, Math.max(0, 8 - visited.length - waiting.length)), ...rest].slice(
    0,
    most,
  );
}
