// @vitest-environment jsdom
import { buildMessage, buildSession } from "@parley/testkit";
import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { buildMessageRoom } from "../testing/message-room.ts";
import { renderChat } from "../testing/render-chat.tsx";
import { MessageRoomContext } from "./actions.ts";
import { Message } from "./Message.tsx";

afterEach(cleanup);

interface Drawn {
  readonly child: Drawn | null;
  readonly sibling: Drawn | null;
}

const count = (drawn: Drawn | null): number => (drawn === null ? 0 : 1 + count(drawn.child) + count(drawn.sibling));

/** How many elements and components React keeps for it. */
function costOf(element: Element): number {
  const key = Object.keys(element).find((name) => name.startsWith("__reactFiber$"));
  const own: Drawn = Reflect.get(element, key ?? "");
  return 1 + count(own.child);
}

/** A change of room draws a screenful of them in one go: a component for what most messages do not have is dear. */
it.each([
  ["within a group", false, 6],
  ["at its head", true, 17],
])("a message %s costs no more than what it shows", (_, head, most) => {
  renderChat(
    buildSession(),
    <MessageRoomContext value={buildMessageRoom()}>
      <Message item={buildMessage({ text: "hello" })} head={head} active={false} flashed={false} />
    </MessageRoomContext>,
  );
  expect(costOf(screen.getByRole("article"))).toBeLessThanOrEqual(most);
});
