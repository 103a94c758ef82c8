import { signal } from "@parley/kernel";
import { buildMember } from "@parley/testkit";
import { vi } from "vitest";
import type { MessageActions, MessageRoom } from "../timeline/actions.ts";

/** What surrounds a message, with actions that only note that they were asked for. */
export function buildMessageRoom(over: Partial<MessageRoom> = {}): MessageRoom {
  const actions: MessageActions = {
    reply: vi.fn(),
    edit: vi.fn(),
    react: vi.fn(),
    remove: vi.fn(),
    undo: vi.fn(),
    pin: vi.fn(),
    unpin: vi.fn(),
    ask: vi.fn(),
    retry: vi.fn(),
    discard: vi.fn(),
    takeBack: vi.fn(),
    copy: vi.fn(),
    copyLink: vi.fn(),
    jumpTo: vi.fn(),
  };
  return {
    roomId: "!a:localhost",
    ownUserId: "@rosa:localhost",
    members: signal([
      buildMember({ userId: "@mira:localhost", name: "Mira Lindqvist" }),
      buildMember({ userId: "@jun:localhost", name: "Jun" }),
    ]),
    items: signal([]),
    edited: signal(null),
    pins: {
      ids: signal([]),
      may: signal(true),
      messages: signal([]),
      load() {},
      pin: async () => {},
      unpin: async () => {},
    },
    unfolded: new Set(),
    actions,
    ...over,
  };
}
