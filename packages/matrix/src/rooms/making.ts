import type { ClientHandle } from "../sdk/client-handle.ts";
import { createRoomMaker } from "./create-rooms.ts";
import { createDirectOpener } from "./open-direct.ts";

/** Making rooms: fetched when it is first done, for the list and the timelines do without it. */
export function createMaking(handle: ClientHandle) {
  return { ...createRoomMaker(handle), openDirect: createDirectOpener(handle) };
}
