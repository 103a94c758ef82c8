import { type ReadonlySignal, signal, untracked } from "@parley/kernel";
import type { Session } from "@parley/matrix";
import { missingIn } from "./list.ts";
import { createRoomModel, type RoomModel, type RoomPorts } from "./room-model.ts";
import { createWaitingFiles } from "./waiting-files.ts";

/** This many rooms stay open behind the one in view, so that going back to them costs nothing. */
const kept = 8;

/** The rooms of a session that are open, the one used last at the end. */
export interface OpenRooms {
  /** Opens a room, or brings back the one that is open. Throws MATRIX_NOT_FOUND when it is not known. */
  open(roomId: string): RoomModel;
  /** The room is in view now: it is not closed for others, and of those that are open it is the last to be closed. */
  enter(roomId: string): void;
  /**
   * Opens a room that is most likely gone to next, in the place of the one before that was not gone to. Throws as `open`
   * does.
   */
  openAhead(roomId: string): void;
  /** The room that is most likely gone to next. */
  readonly ahead: ReadonlySignal<string | null>;
  has(roomId: string): boolean;
  /** How often the room was closed while others stayed open: what was drawn of it before then is of a closed one. */
  closed(roomId: string): number;
  /** For an effect. Closes those that were left, here or on another device, and frees the files that wait in them. */
  dropLeft(): void;
  /** Sends what is held back, because the page may be about to go. */
  hurry(): void;
  /** Closes them, to be opened again: the files that wait in them stay. */
  closeAll(): void;
  /** Closes them for good. */
  end(): void;
}

/** Keeps up to eight rooms open, those in which files wait to be sent, and those in which a message is edited. */
export function createOpenRooms(session: Session, ports: Omit<RoomPorts, "files">): OpenRooms {
  const models = new Map<string, RoomModel>();
  const files = createWaitingFiles();
  const ahead = signal<string | null>(null);
  const closed = new Map<string, number>();
  let inView: string | null = null;
  const closeAll = () => {
    for (const model of models.values()) model.close();
    models.clear();
    ahead.value = null;
  };
  const open = (roomId: string): RoomModel => {
    const model = models.get(roomId) ?? createRoomModel(session, roomId, { ...ports, files });
    models.delete(roomId);
    models.set(roomId, model);
    return model;
  };
  const isBusy = ({ composer }: RoomModel) => composer.holdsFiles() || composer.mode.peek().kind === "edit";
  const close = (model: RoomModel) => {
    models.delete(model.roomId);
    closed.set(model.roomId, (closed.get(model.roomId) ?? 0) + 1);
    model.close();
  };
  const closeSpare = (opened: string) => {
    for (const other of models.values()) {
      if (models.size <= kept) break;
      if (other.roomId !== opened && other.roomId !== inView && !isBusy(other)) close(other);
    }
  };
  /** Opened ahead and not gone to: whoever moves along the list goes to one of many, and those seen keep their places. */
  let spare: string | null = null;
  const closeAhead = () => {
    const before = models.get(spare ?? "");
    spare = null;
    if (before !== undefined && !isBusy(before)) close(before);
  };
  const drop = (roomId: string) => {
    const model = models.get(roomId);
    if (model !== undefined) close(model);
    if (ahead.peek() === roomId) ahead.value = null;
    files.drop(roomId);
  };
  return {
    ahead,
    has: (roomId) => models.has(roomId),
    closed: (roomId) => closed.get(roomId) ?? 0,
    open(roomId) {
      const standing = models.get(roomId);
      if (standing !== undefined) return standing;
      const model = open(roomId);
      closeSpare(roomId);
      return model;
    },
    enter(roomId) {
      inView = roomId;
      if (models.has(roomId)) open(roomId);
      if (spare === roomId) spare = null;
      if (ahead.peek() === roomId) ahead.value = null;
    },
    openAhead(roomId) {
      if (!models.has(roomId)) {
        closeAhead();
        open(roomId);
        spare = roomId;
      }
      ahead.value = inView === roomId ? null : roomId;
      closeSpare(roomId);
    },
    dropLeft() {
      const held = new Set([...models.keys(), ...files.rooms()]);
      for (const roomId of missingIn(session.rooms.list.value, held)) {
        // That the list does not show a room says nothing of it: another tab may have the client, or it has just begun.
        const membership = session.rooms.details(roomId).value?.membership;
        if (membership === "leave" || membership === "ban") untracked(() => drop(roomId));
      }
    },
    hurry() {
      for (const model of models.values()) model.timeline.hurry();
    },
    closeAll,
    end() {
      closeAll();
      files.close();
    },
  };
}
