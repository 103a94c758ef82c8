import { EventType, type IPushRules, type MatrixEvent, NotificationCountType, type Room } from "matrix-js-sdk";
import { membershipType } from "../rtc/membership.ts";
import { notificationType } from "../rtc/ring-content.ts";
import { handledIn } from "./handled.ts";

/** How far back is looked: what is more than this is "many" anyway. */
const depth = 100;

/** What of a room is new to its person, under their push rules. */
export interface Unread {
  readonly total: number;
  readonly mentions: number;
}

/** Messages that are new to me, as far as they are loaded. */
export interface UnreadEvents {
  /** Newest first. */
  readonly events: readonly MatrixEvent[];
  /** Everything before them has been read, or is none of mine. Else there may be more. */
  readonly exact: boolean;
  /** Calls that I came to, on whichever device. */
  readonly answered: ReadonlySet<string>;
}

/**
 * How much is unread. In encrypted rooms the homeserver cannot say, and the SDK adds up what it decrypts: once more for
 * each try, once for all that a sync left out, never less when mentions were read elsewhere. So it is counted anew there
 * from where I have read. In other rooms the homeserver's numbers hold, except while I have neither read nor said
 * anything: they take a join for having read what was said since its invitation (decision 0010).
 */
export function unreadOf(room: Room, userId: string): Unread {
  const said = {
    total: room.getUnreadNotificationCount(NotificationCountType.Total),
    mentions: room.getUnreadNotificationCount(NotificationCountType.Highlight),
  };
  const encrypted = room.hasEncryptionStateEvent();
  const nothing = said.total === 0 && said.mentions === 0;
  const handled = handledIn(room.client);
  const known = readPosition(room, userId) !== null && (!encrypted || nothing);
  if (known && (nothing || handled.size === 0)) return said;
  const { events, exact } = unreadEvents(room, userId);
  // The homeserver does not know of those that were read by themselves.
  const less = countOf(room, events, (id) => handled.has(id));
  const left = { total: Math.max(0, said.total - less.total), mentions: Math.max(0, said.mentions - less.mentions) };
  if (known) return left;
  const found = countOf(room, events, (id) => !handled.has(id));
  if (encrypted && exact) return found;
  return { total: Math.max(found.total, left.total), mentions: Math.max(found.mentions, left.mentions) };
}

function countOf(room: Room, events: readonly MatrixEvent[], counts: (eventId: string) => boolean): Unread {
  let [total, mentions] = [0, 0];
  for (const event of events) {
    if (!counts(event.getId() ?? "")) continue;
    const { notify, highlight } = weightOf(event, room);
    if (notify) total++;
    if (highlight) mentions++;
  }
  return { total, mentions };
}

/**
 * What others have said since I last read or said something, or since I was invited. Made from the timeline alone: a
 * reload and my other devices find the same.
 */
export function unreadEvents(room: Room, userId: string): UnreadEvents {
  if (room.getMyMembership() !== "join") return { events: [], exact: true, answered: new Set() };
  const readUpTo = readPosition(room, userId);
  const timeline = room.getLiveTimeline().getEvents();
  const events: MatrixEvent[] = [];
  const answered = new Set<string>();
  const blocked = new Set(room.client.getIgnoredUsers());
  let came = false;
  for (let at = timeline.length - 1; at >= Math.max(0, timeline.length - depth); at--) {
    const event = timeline[at];
    if (event === undefined) break;
    if (event.getId() === readUpTo) return { events, exact: true, answered };
    if (event.getType() === EventType.RoomMember && event.getStateKey() === userId) {
      if (!goesOn(event)) return { events, exact: true, answered };
    } else if (event.isState() && event.getType() === membershipType) {
      // Places in calls come and go by a click elsewhere, and by themselves: no sign that one has read what was said.
      came ||= event.getSender() === userId && event.getContent().application === "m.call";
    } else if (event.getSender() === userId) return { events, exact: true, answered };
    else if (came && event.getType() === notificationType) answered.add(event.getId() ?? "");
    else if (!event.isState() && !event.isRedacted() && !blocked.has(event.getSender() ?? "")) events.push(event);
  }
  return { events, exact: false, answered };
}

/**
 * The last of these events up to which a room can be called read: the homeserver refuses the marker at one of somebody
 * whom one blocks. Undefined: there is none, or the marker stands at such a one already.
 */
export function lastToRead(room: Room, events: readonly MatrixEvent[]): MatrixEvent | undefined {
  const blocked = room.client.getIgnoredUsers();
  const readUpTo = blocked.length === 0 ? null : room.getEventReadUpTo(room.myUserId);
  for (let at = events.length - 1; at >= 0; at--) {
    const event = events[at];
    if (event?.getId()?.startsWith("$") !== true) continue;
    if (!blocked.includes(event.getSender() ?? "")) return event;
    if (event.getId() === readUpTo) return undefined;
  }
  return undefined;
}

/** The newest event that I have read, if it is loaded. The SDK makes a receipt up for a join or a new name: it is none. */
function readPosition(room: Room, userId: string): string | null {
  const latest = room.getEventReadUpTo(userId);
  if (latest === null || room.findEventById(latest)?.isState() !== true) return latest;
  return room.getEventReadUpTo(userId, true);
}

/** Whether what stands before a change of my own membership may be new to me too. */
function goesOn(event: MatrixEvent): boolean {
  const before: unknown = event.getPrevContent().membership;
  // A new name or picture, or the answer to an invitation, which stands further back.
  return event.getContent().membership === "join" && (before === "join" || before === "invite");
}

interface Weight {
  readonly rules: IPushRules | undefined;
  readonly type: string;
  readonly notify: boolean;
  readonly highlight: boolean;
}
const weights = new WeakMap<MatrixEvent, Weight>();

/** What the push rules say of an event; found once for each set of rules, and again when it is decrypted. */
function weightOf(event: MatrixEvent, room: Room): Weight {
  const { pushRules } = room.client;
  const type = event.isDecryptionFailure() ? "" : event.getType();
  const known = weights.get(event);
  if (known !== undefined && known.rules === pushRules && known.type === type) return known;
  const actions = room.client.getPushActionsForEvent(event, true);
  const notify = actions?.notify === true;
  const weight = { rules: pushRules, type, notify, highlight: notify && actions?.tweaks.highlight === true };
  weights.set(event, weight);
  return weight;
}

/** Whether its person has marked the room to come back to it (`m.marked_unread`, specification 1.12). */
export function isMarkedUnread(room: Room): boolean {
  return room.getAccountData(EventType.MarkedUnread)?.getContent().unread === true;
}

/** Writes that mark, or takes it away. */
export async function setMarkedUnread(room: Room, unread: boolean): Promise<void> {
  if (isMarkedUnread(room) === unread) return;
  await room.client.setRoomAccountData(room.roomId, EventType.MarkedUnread, { unread });
}

/**
 * Says of a room's messages whether I have read them, as of now. `ts` decides where nothing else does. What is newer than
 * all that is loaded has not been read: another way has brought it before the sync.
 */
export function readCheck(room: Room, userId: string): (eventId: string, ts: number) => boolean {
  const { events, exact, answered } = unreadEvents(room, userId);
  const unread = new Set(events.map((event) => event.getId()));
  const receipt = exact ? null : room.getReadReceiptForUserId(userId, true);
  const newestTs = room.getLiveTimeline().getEvents().at(-1)?.getTs() ?? 0;
  const isLoaded = (eventId: string): boolean => room.findEventById(eventId) !== undefined;
  return (eventId, ts) => {
    if (answered.has(eventId)) return true;
    if (unread.has(eventId)) return false;
    return exact ? ts <= newestTs || isLoaded(eventId) : receipt !== null && receipt.data.ts >= ts;
  };
}

/** Whether a receipt event holds one of mine: those of others change nothing for me. */
export function holdsOwnReceipt(event: MatrixEvent, userId: string): boolean {
  for (const byType of Object.values(event.getContent<Record<string, unknown>>())) {
    if (typeof byType !== "object" || byType === null) continue;
    for (const byUser of Object.values(byType)) {
      if (typeof byUser === "object" && byUser !== null && userId in byUser) return true;
    }
  }
  return false;
}
