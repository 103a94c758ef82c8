import "fake-indexeddb/auto";
import { silentLog, systemClock, systemRandom } from "@parley/kernel";
import type { RealStack } from "@parley/testkit/stack";
import type { Matrix } from "../contract/matrix.ts";
import type { MatrixPorts } from "../contract/ports.ts";
import type { RoomSummary } from "../contract/rooms.ts";
import type { Session } from "../contract/session.ts";
import type { MessageItem, Timeline } from "../contract/timeline.ts";
import { createMatrix } from "../create-matrix.ts";

export const password = "a long test password";

/** Ports of a process with a homeserver. `fetch` may be another one, to cut the line. */
export function realPorts(more: Partial<MatrixPorts> = {}): MatrixPorts {
  return {
    fetch: (resource, init) => globalThis.fetch(resource, init),
    indexedDB: (globalThis as unknown as { indexedDB: object }).indexedDB,
    locks: null,
    channel: null,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    ...more,
  };
}

export function realMatrix(more: Partial<MatrixPorts> = {}): Matrix {
  return createMatrix(realPorts(more));
}

/** Waits for something to become true; answers how long it took, in milliseconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 20_000): Promise<number> {
  const start = performance.now();
  while (!(await holds())) {
    if (performance.now() - start > ms) throw new Error(`after ${ms} ms still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return Math.round(performance.now() - start);
}

export async function signUp(matrix: Matrix, stack: RealStack, username: string): Promise<Session> {
  return await matrix.signUp({
    homeserverUrl: stack.baseUrl,
    username,
    password,
    registrationToken: await stack.createRegistrationToken(),
    deviceName: `${username}'s browser`,
  });
}

export async function encryptionReady(session: Session): Promise<number> {
  return await until("encryption is ready", () => session.encryption.state.value.state === "ready");
}

/** A space with one channel, both in the list. */
export async function makeHome(session: Session): Promise<{ spaceId: string; roomId: string }> {
  const spaceId = await session.rooms.createSpace({ name: "Home", channels: [{ name: "general" }], marker: "home" });
  await until("the channel is listed", () => channel(session, "general") !== undefined);
  const roomId = channel(session, "general")?.id ?? "";
  return { spaceId, roomId };
}

export function channel(session: Session, name: string): RoomSummary | undefined {
  return session.rooms.list.value.spaces
    .flatMap((space) => space.categories)
    .flatMap((category) => category.channels)
    .find((room) => room.name === name);
}

/** What the messages of a window say: their text, or why there is none. */
function texts(timeline: Timeline): string[] {
  return timeline.items.value
    .filter((item): item is MessageItem => item.type === "message")
    .map((item) => (item.body.type === "text" ? item.body.text : JSON.stringify(item.body)));
}

/** Opens a window on the room and waits until it shows these texts, among others. */
export async function reads(session: Session, roomId: string, expected: readonly string[]): Promise<void> {
  await until("the room is known", () => session.rooms.details(roomId).value !== null);
  const timeline = session.openTimeline(roomId);
  try {
    await until(
      `${session.account.userId} reads ${expected.join(", ")}; shown: ${texts(timeline).join(", ")}`,
      async () => {
        if (expected.every((text) => texts(timeline).includes(text))) return true;
        // Without a homeserver there is no more than what is here, and that may still have to be decrypted.
        if (timeline.older.value === "more") await timeline.loadOlder().catch(() => {});
        return false;
      },
    );
  } finally {
    timeline.close();
  }
}

export async function say(session: Session, roomId: string, text: string): Promise<void> {
  const timeline = session.openTimeline(roomId);
  await timeline.send({ text });
  timeline.close();
  await until("the message is with the homeserver", () => session.queued.value === 0);
}
