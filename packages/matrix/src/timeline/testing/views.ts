import type { Content, EventView } from "../../content/event-view.ts";
import type { World } from "../projection.ts";

/** A view of a text message by @ann:x unless `over` says otherwise. */
export function buildView(over: Partial<EventView> & { readonly id: string }): EventView {
  return {
    txnId: null,
    type: "m.room.message",
    sender: "@ann:x",
    ts: 10,
    stateKey: null,
    content: {},
    prevContent: null,
    relation: null,
    redacted: null,
    decrypting: false,
    encrypted: false,
    failure: null,
    highlight: false,
    ...over,
  };
}

export const buildMessage = (id: string, body: string, more: Content = {}): EventView =>
  buildView({ id, content: { msgtype: "m.text", body, ...more } });

export function buildWorld(over: Partial<World> = {}): World {
  return {
    me: "@me:x",
    revision: 1,
    permissions: { send: true, react: true, redactOwn: true, redactOthers: false },
    member: (userId) => ({ name: userId.slice(1).split(":")[0] ?? userId, avatarMxc: null }),
    isBlocked: () => false,
    mayNotifyRoom: () => false,
    readers: () => [],
    shield: () => null,
    encrypted: false,
    ...over,
  };
}

/** A small repeatable generator of numbers in [0, 1). */
export function xorshift(seed: number): () => number {
  let state = seed * 2654435761 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
