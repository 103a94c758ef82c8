import { messageOf, sleep } from "@parley/kernel";
import { EventType, type Room } from "matrix-js-sdk";
import { toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import type { Placed } from "./membership.ts";

/** Whether people of whom nothing is known are in their room. */
export interface UnknownPeople {
  /** False until the homeserver has said that they are. */
  isJoined(room: Room, place: Pick<Placed, "userId" | "eventId">): boolean;
}

interface Answer {
  /** The place that it was asked for; null: it is to be asked again. */
  eventId: string | null;
  joined: boolean;
}

/** Asked at the same time, and remembered. */
const atOnce = 4;
const most = 2000;
const againMs = 3000;
/** Answers that say that somebody never was in the room. */
const never: ReadonlySet<string> = new Set(["MATRIX_FORBIDDEN", "MATRIX_NOT_FOUND"]);

/**
 * Members are loaded lazily, and those who have left are never: a place of somebody unknown may be that of a person who was
 * removed in the call and may clear it no more. Once for each place, the homeserver is asked. `changed` is told of answers.
 */
export function askForUnknown(
  { client, ports, scope }: Pick<ClientHandle, "client" | "ports" | "scope">,
  changed: (roomId: string) => void,
): UnknownPeople {
  const answers = new Map<string, Answer>();
  const waiting: (() => Promise<void>)[] = [];
  let asking = 0;

  const ask = async (answer: Answer, roomId: string, userId: string): Promise<void> => {
    const before = answer.joined;
    try {
      const { membership } = await client.getStateEvent(roomId, EventType.RoomMember, userId);
      answer.joined = membership === "join";
    } catch (thrown) {
      if (never.has(toMatrixError(thrown).code)) answer.joined = false;
      else {
        ports.log.info("whether somebody is in the room of a call could not be asked", { reason: messageOf(thrown) });
        await sleep(ports.clock, againMs, scope.signal).catch(() => {});
        answer.eventId = null;
        if (!scope.ended) changed(roomId);
      }
    }
    if (answer.joined !== before) changed(roomId);
  };
  const next = () => {
    while (asking < atOnce && !scope.ended) {
      const work = waiting.shift();
      if (work === undefined) return;
      asking += 1;
      void work().finally(() => {
        asking -= 1;
        next();
      });
    }
  };
  return {
    isJoined({ roomId }, { userId, eventId }) {
      const key = `${roomId} ${userId}`;
      const answer = answers.get(key) ?? { eventId: null, joined: false };
      // Until it is answered for a place that is renewed, the answer before holds.
      if (answer.eventId === eventId) return answer.joined;
      answer.eventId = eventId;
      answers.set(key, answer);
      for (const oldest of answers.keys()) {
        if (answers.size <= most) break;
        answers.delete(oldest);
      }
      waiting.push(() => ask(answer, roomId, userId));
      next();
      return answer.joined;
    },
  };
}
