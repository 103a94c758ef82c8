import { EventType, type Room } from "matrix-js-sdk";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { newKeys } from "./order-keys.ts";
import { placeKeyOf } from "./read-room.ts";

/** How long what was written may take to come back, in milliseconds. */
const echoMs = 5000;

/** Puts this account's spaces into this order, with as few writes as can be; those not named stay behind them. */
export async function orderSpaces({ client, ports, scope }: ClientHandle, spaceIds: readonly string[]): Promise<void> {
  const spaces = new Map<string, Room>();
  for (const id of spaceIds) {
    const space = client.getRoom(id);
    if (space?.isSpaceRoom()) spaces.set(id, space);
  }
  const keys = newKeys([...spaces.keys()], new Map([...spaces].map(([id, space]) => [id, placeKeyOf(space)])));
  for (const [id, order] of keys) {
    const before = spaces.get(id)?.getAccountData(EventType.SpaceOrder)?.getContent();
    await client.setRoomAccountData(id, EventType.SpaceOrder, { ...before, order });
  }
  // The next order is reckoned from what the sync has brought.
  const isBack = ([id, order]: readonly [string, string]): boolean => {
    const space = client.getRoom(id);
    return space === null || placeKeyOf(space) === order;
  };
  const deadline = ports.clock.now() + echoMs;
  while (![...keys].every(isBack) && ports.clock.now() < deadline && !scope.ended) {
    await new Promise<void>((resolve) => {
      ports.clock.after(30, resolve);
    });
  }
}
