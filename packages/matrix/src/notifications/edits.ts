import { type MatrixEvent, RelationType, type Room } from "matrix-js-sdk";
import { mentionedIn } from "../content/mentions.ts";
import { isEditOf } from "../timeline/relations.ts";
import { isUnread, viewOf } from "../timeline/sdk-view.ts";

/**
 * The message that an event is or edits. Null: an edit of what is not known here, or by someone who may not edit it.
 * Nobody's words are shown under the name of another.
 */
export function messageOf(event: MatrixEvent, room: Room): MatrixEvent | null {
  const edit = viewOf(event, room.client);
  if (edit.relation?.kind !== "edit") return event;
  const original = room.findEventById(edit.relation.target);
  if (original === undefined) return null;
  // What it is shows once it is read; its edit is looked at again then.
  if (isUnread(original)) void room.client.decryptEventIfNeeded(original).catch(() => {});
  return isEditOf(edit, viewOf(original, room.client)) ? original : null;
}

/** Whether an event edits what is known here and cannot be read yet. */
export function editsLocked(event: MatrixEvent, room: Room): boolean {
  const { relation } = viewOf(event, room.client);
  const original = relation?.kind === "edit" ? room.findEventById(relation.target) : undefined;
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
  const edits = room.relations.getChildEventsForEvent(message.getId() ?? "", RelationType.Replace, message.getType());
  const isBefore = (other: MatrixEvent): boolean =>
    (other.getTs() - edit.getTs() || ((other.getId() ?? "") < (edit.getId() ?? "") ? -1 : 1)) < 0;
  return !(edits?.getRelations() ?? []).some(
    (other) => other.getSender() === edit.getSender() && names(other, userId) && other !== edit && isBefore(other),
  );
}

/** Whether an edit that is told by itself tells of the message, too: the push rules may not care who is named. */
export function tellsAnew(edit: MatrixEvent, message: MatrixEvent, room: Room, userId: string): boolean {
  if (!namesAnew(edit, message, room, userId)) return false;
  const actions = room.client.getPushActionsForEvent(edit, true);
  return actions?.notify === true && actions.tweaks.highlight === true;
}
