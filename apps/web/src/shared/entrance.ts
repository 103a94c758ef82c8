import { type Clock, sleep } from "@parley/kernel";
import type { Session } from "@parley/matrix";
import type { Place } from "./navigation.ts";

/** How long the channels of a server that one has just joined are waited for, in milliseconds. */
const channelsMs = 1000;
/** They come one by one: how long one to be read is waited for where a voice channel is known. */
export const readableMs = 3000;

/** The channel that one comes to in a server without having chosen one: the first that is there to be read. */
export const firstToRead = <C extends { readonly voice: boolean }>(channels: readonly C[]): C | undefined =>
  channels.find(({ voice }) => !voice) ?? channels[0];

/** Where one stands after joining a server: in its first channel, as on a phone nothing else leads there by itself. */
export async function entrance({ rooms }: Pick<Session, "rooms">, spaceId: string, clock: Clock): Promise<Place> {
  const first = () => {
    const space = rooms.list.peek().spaces.find(({ id }) => id === spaceId);
    return firstToRead(space?.categories.flatMap(({ channels }) => channels) ?? []);
  };
  const found = new AbortController();
  const stop = rooms.list.subscribe(() => {
    if (first()?.voice === false) found.abort();
  });
  // What is there already ends the wait at once.
  await sleep(clock, channelsMs, found.signal).catch(() => {});
  if (first()?.voice === true) await sleep(clock, readableMs - channelsMs, found.signal).catch(() => {});
  stop();
  const roomId = first()?.id;
  return roomId === undefined ? { at: "space", spaceId } : { at: "space", spaceId, roomId };
}
