import { type MatrixEvent, RelationType, type Room } from "matrix-js-sdk";
import { mentionedIn } from "../content/mentions.ts";
import { isEditOf } from "../timeline/relations.ts";
import { isUnread, viewOf } from "../timeline/sdk-view.ts";
import { farMessage } from "./far-messages.ts";

/**
 * The message that an event is or edits. Null: an edit of what is not known here (`fetchFar` may make it known), or by someone who may not edit it.
 * Nobody's words are shown under the name of another.
 */
export function messageOf(event: MatrixEvent, room: Room): MatrixEvent | null {
  const edit = viewOf(event, room.client);
  if (edit.relation?.kind !== "edit") return event;
  const original = knownMessage(room, edit.relation.target);
  if (original === undefined) return null;
  // What it is shows once it is read; its edit is looked at again then.
  if (isUnread(original)) void room.client.decryptEventIfNeeded(original).catch(() => {});
  if (!isEditOf(edit, viewOf(original, room.client))) return null;
  applyFar(room, original, event);
  return original;
}

/** A message of the room that is loaded, or was fetched. */
const knownMessage = (room: Room, id: string): MatrixEvent | undefined =>
  room.findEventById(id) ?? farMessage(room, id)?.message;

/** Of what is loaded the SDK shows the newest edit; what was fetched it does not know. */
function applyFar(room: Room, original: MatrixEvent, edit: MatrixEvent): void {
  const far = farMessage(room, original.getId() ?? "");
  if (far?.message !== original) return;
  const view = viewOf(original, room.client);
  const valid = [...far.edits, original.replacingEvent(), edit].filter(
    (one) => one !== null && !one.isRedacted() && isEditOf(viewOf(one, room.client), view),
  );
  const newest = valid.reduce((found, one) => (found === null || (one !== null && isBefore(found, one)) ? one : found));
  original.makeReplaced(newest ?? undefined);
}

/** Whether an event edits what is known here and cannot be read yet. */
export function editsLocked(event: MatrixEvent, room: Room): boolean {
  const { relation } = viewOf(event, room.client);
  const original = relation?.kind === "edit" ? knownMessage(room, relation.target) : undefined;
  return original !== undefined && (isUnread(original) || original.isDecryptionFailure());
}

/** Whom an event names by its own word, which of an edit are those whom it names anew (Matrix 1.16, 11.9.4). */
const names = (event: MatrixEvent, userId: string): boolean => mentionedIn(event.getOriginalContent()).includes(userId);

/** Whether an event may name me in a message that did not: what it says of itself, before anything else is looked at. */
export const isNamingEdit = (event: MatrixEvent, userId: string): boolean =>
  event.isRelation(RelationType.Replace) && names(event, userId);

/**
 * Whether an edit is the first to name me in a message. Clients that repeat there whom the message or an earlier edit
 * has named call nobody twice.
 */
export function namesAnew(edit: MatrixEvent, message: MatrixEvent, room: Room, userId: string): boolean {
  if (!isNamingEdit(edit, userId) || names(message, userId)) return false;
  const id = message.getId() ?? "";
  const edits = room.relations.getChildEventsForEvent(id, RelationType.Replace, message.getType());
  return ![...(edits?.getRelations() ?? []), ...(farMessage(room, id)?.edits ?? [])].some(
    (other) =>
      other.getSender() === edit.getSender() &&
      names(other, userId) &&
      other.getId() !== edit.getId() &&
      isBefore(other, edit),
  );
}

const isBefore = (one: MatrixEvent, other: MatrixEvent): boolean =>
  (one.getTs() - other.getTs() || ((one.getId() ?? "") < (other.getId() ?? "") ? -1 : 1)) < 0;

/** Whether an edit that is told by itself tells of the message, too: the push rules may not care who is named. */
export function tellsAnew(edit: MatrixEvent, message: MatrixEvent, room: Room, userId: string): boolean {
  if (!namesAnew(edit, message, room, userId)) return false;
  const actions = room.client.getPushActionsForEvent(edit, true);
  return actions?.notify === true && actions.tweaks.highlight === true;
}
