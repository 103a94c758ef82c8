import type { Session } from "@parley/matrix";
import { createRoomModel, type RoomModel, type RoomPorts } from "./room-model.ts";
import { createWaitingFiles } from "./waiting-files.ts";

/** This many rooms stay open behind the one in view, so that going back to them costs nothing. */
const kept = 8;

/** The rooms of a session that are open, the one used last at the end. */
export interface OpenRooms {
  /** Opens a room, or brings back the one that is open. Throws MATRIX_NOT_FOUND when it is not known. */
  open(roomId: string): RoomModel;
  /** Opens a room that is most likely gone to next. The one in view stays the last to be closed. Throws as `open` does. */
  openAhead(roomId: string): void;
  /** Closes a room that was left. */
  drop(roomId: string): void;
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
  const closeAll = () => {
    for (const model of models.values()) model.close();
    models.clear();
  };
  const open = (roomId: string): RoomModel => {
    const model = models.get(roomId) ?? createRoomModel(session, roomId, { ...ports, files });
    models.delete(roomId);
    models.set(roomId, model);
    return model;
  };
  const closeSpare = (inView: RoomModel) => {
    for (const [id, other] of models) {
      if (models.size <= kept) break;
      if (other === inView || other.composer.holdsFiles() || other.composer.mode.peek().kind === "edit") continue;
      models.delete(id);
      other.close();
    }
  };
  return {
    open(roomId) {
      const model = open(roomId);
      closeSpare(model);
      return model;
    },
    openAhead(roomId) {
      const inView = [...models.values()].at(-1);
      if (models.has(roomId)) return;
      open(roomId);
      if (inView === undefined) return;
      open(inView.roomId);
      closeSpare(inView);
    },
    drop(roomId) {
      models.get(roomId)?.close();
      models.delete(roomId);
      files.drop(roomId);
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
