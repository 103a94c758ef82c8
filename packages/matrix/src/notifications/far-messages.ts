import { Direction, type IEvent, type MatrixEvent, RelationType, type Room } from "matrix-js-sdk";
import { toMatrixError } from "../errors.ts";

/** Of one room in one run: whoever edits what nobody has makes this client ask no oftener. */
const mostOfRoom = 100;
/** The newest edits of a message that are looked at. */
const mostEdits = 50;

/** A message that is not loaded, and its edits. */
export interface FarMessage {
  readonly message: MatrixEvent;
  readonly edits: readonly MatrixEvent[];
}

interface FarMessages {
  readonly found: Map<string, FarMessage>;
  readonly asked: Map<string, Promise<boolean>>;
  /** By the id of what they take away: what was on its way may still have its words. */
  readonly redactions: Map<string, MatrixEvent>;
  last: Promise<unknown>;
}

const byRoom = new WeakMap<Room, FarMessages>();

/** A message that was fetched because its edit came. */
export const farMessage = (room: Room, id: string): FarMessage | undefined => byRoom.get(room)?.found.get(id);

/**
 * Fetches the message that an edit changes where that is not loaded. Resolves when it is there now; null: there is nothing
 * to ask for, or it has been asked for.
 */
export function fetchFar(edit: MatrixEvent, room: Room): Promise<boolean> | null {
  // Whatever its sender has put there: the SDK's types promise more than it looks at.
  const id: unknown = edit.isRelation(RelationType.Replace) ? edit.getRelation()?.event_id : null;
  if (typeof id !== "string" || !id.startsWith("$") || room.findEventById(id) !== undefined) return null;
  const far = byRoom.get(room) ?? {
    found: new Map(),
    asked: new Map(),
    redactions: new Map(),
    last: Promise.resolve(),
  };
  byRoom.set(room, far);
  const standing = far.asked.get(id);
  if (standing !== undefined) return far.found.has(id) ? null : standing;
  if (far.asked.size >= mostOfRoom) return null;
  const asked = far.last
    .then(async () => {
      const found = await ask(room, id);
      const redaction = far.redactions.get(id);
      if (redaction !== undefined) found?.message.makeRedacted(redaction, room);
      if (found !== null) far.found.set(id, found);
      return found !== null;
    })
    .catch(() => {
      far.asked.delete(id);
      return false;
    });
  far.last = asked;
  far.asked.set(id, asked);
  return asked;
}

/**
 * The id of the message that a redaction takes away where that is not loaded; null: it is, or this is no redaction. The
 * SDK tells only of those that are; here the message counts as redacted, too, if it was fetched.
 */
export function redactsFar(event: MatrixEvent, room: Room): string | null {
  // Whatever its sender has put there: the SDK's types promise more than it looks at.
  const id: unknown = event.isRedaction() ? event.event.redacts : null;
  if (typeof id !== "string" || room.findEventById(id) !== undefined) return null;
  const far = byRoom.get(room);
  if (far?.asked.has(id) === true) {
    far.redactions.set(id, event);
    const { message } = far.found.get(id) ?? {};
    if (message?.isRedacted() === false) message.makeRedacted(event, room);
  }
  return id;
}

async function ask(room: Room, id: string): Promise<FarMessage | null> {
  const { client, roomId } = room;
  const mapper = client.getEventMapper({ preventReEmit: true, decrypt: false });
  const read = async (raw: Partial<IEvent>): Promise<MatrixEvent> => {
    const event = mapper({ ...raw, room_id: roomId });
    await client.decryptEventIfNeeded(event).catch(() => {});
    return event;
  };
  try {
    const [raw, { chunk }] = await Promise.all([
      client.fetchRoomEvent(roomId, id),
      client.fetchRelations(roomId, id, RelationType.Replace, null, { dir: Direction.Backward, limit: mostEdits }),
    ]);
    if (raw.event_id !== id) return null;
    return { message: await read(raw), edits: await Promise.all((Array.isArray(chunk) ? chunk : []).map(read)) };
  } catch (thrown) {
    const { code } = toMatrixError(thrown);
    // Gone, or not mine to see. Of all else it is asked for again when its edit is looked at again.
    if (code === "MATRIX_NOT_FOUND" || code === "MATRIX_FORBIDDEN") return null;
    throw thrown;
  }
}
