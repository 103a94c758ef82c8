import type { Session } from "@parley/matrix";
import { createRoomModel, type RoomModel, type RoomPorts } from "./room-model.ts";
import { createWaitingFiles } from "./waiting-files.ts";

/** This many rooms stay open behind the one in view, so that going back to them costs nothing. */
const kept = 8;

/** The rooms of a session that are open, the one used last at the end. */
export interface OpenRooms {
  /** Opens a room, or brings back the one that is open. Throws MATRIX_NOT_FOUND when it is not known. */
  open(roomId: string): RoomModel;
  /** Closes a room that was left. */
  drop(roomId: string): void;
  /** Sends what is held back, because the page may be about to go. */
  hurry(): void;
  /** Closes them, to be opened again: the files that wait in them stay. */
  closeAll(): void;
  /** Closes them for good. */
  end(): void;
}

/** Keeps up to eight rooms open, and those in which files wait to be sent. */
export function createOpenRooms(session: Session, ports: Omit<RoomPorts, "files">): OpenRooms {
  const models = new Map<string, RoomModel>();
  const files = createWaitingFiles();
  const closeAll = () => {
    for (const model of models.values()) model.close();
    models.clear();
  };
  return {
    open(roomId) {
      const standing = models.get(roomId);
      const model = standing ?? createRoomModel(session, roomId, { ...ports, files });
      models.delete(roomId);
      models.set(roomId, model);
      for (const [id, other] of models) {
        if (models.size <= kept) break;
        if (other === model || other.composer.holdsFiles()) continue;
        models.delete(id);
        other.close();
      }
      return model;
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
