import { EventType, type MatrixEvent, NotificationCountType, type Room } from "matrix-js-sdk";

/** How far back is looked: what stood for longer than this is "many" anyway. */
const depth = 60;

/** What of a room is new to its person, under their push rules. */
export interface Unread {
  readonly total: number;
  readonly mentions: number;
}

/**
 * How much is unread. The SDK's own numbers (the homeserver's, or its own in encrypted rooms) say nothing of what was
 * said between an invitation and the join that answered it: both take a join for having read everything before it. New
 * channels come that way (decision 0010), so that is counted here.
 */
export function unreadOf(room: Room, userId: string): Unread {
  let total = 0;
  let mentions = 0;
  for (const event of sinceInvited(room, userId)) {
    const actions = room.client.getPushActionsForEvent(event, true);
    if (actions?.notify) total++;
    if (actions?.tweaks?.highlight) mentions++;
  }
  return {
    total: Math.max(total, room.getUnreadNotificationCount(NotificationCountType.Total)),
    mentions: Math.max(mentions, room.getUnreadNotificationCount(NotificationCountType.Highlight)),
  };
}

/**
 * What others have said since I was invited, as far as it is loaded, while I have neither read nor said anything in the
 * room. Made from the timeline alone: a reload and my other devices find the same.
 */
export function sinceInvited(room: Room, userId: string): readonly MatrixEvent[] {
  // Receipts that the SDK makes up (it makes one of a join) are none.
  if (room.getMyMembership() !== "join" || room.getEventReadUpTo(userId, true) !== null) return [];
  const events = room.getLiveTimeline().getEvents();
  const found: MatrixEvent[] = [];
  for (let at = events.length - 1; at >= Math.max(0, events.length - depth); at--) {
    const event = events[at];
    if (event === undefined) break;
    if (event.getType() === EventType.RoomMember && event.getStateKey() === userId) {
      if (!goesOn(event)) break;
    } else if (event.getSender() === userId) break;
    else if (!event.isState() && !event.isRedacted()) found.push(event);
  }
  return found;
}

/** Whether what stands before a change of my own membership may be new to me too. */
function goesOn(event: MatrixEvent): boolean {
  const before: unknown = event.getPrevContent().membership;
  // A new name or picture, or the answer to an invitation, which stands further back.
  return event.getContent().membership === "join" && (before === "join" || before === "invite");
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

/** Whether I have read a message, as far as the homeserver knows. `ts` decides where the event is not loaded. */
export function hasRead(room: Room, userId: string, eventId: string, ts: number): boolean {
  if (room.findEventById(eventId) !== undefined) {
    if (sinceInvited(room, userId).some((event) => event.getId() === eventId)) return false;
    return room.hasUserReadEvent(userId, eventId);
  }
  const receipt = room.getReadReceiptForUserId(userId, true);
  return receipt !== null && receipt.data.ts >= ts;
}
