// @vitest-environment jsdom
import { buildMessage, buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { buildMessageRoom } from "../testing/message-room.ts";
import { renderChat } from "../testing/render-chat.tsx";
import { MessageRoomContext } from "./actions.ts";
import { ForwardDialog } from "./ForwardDialog.tsx";

afterEach(cleanup);

it("stands in its field, and Enter takes the first room found by what was typed", async () => {
  const session = buildSession({
    rooms: [
      buildRoom({ id: "!a:localhost", name: "here" }),
      buildRoom({ id: "!plans:localhost", name: "plans" }),
      buildRoom({ id: "!other:localhost", name: "other" }),
    ],
  });
  const timeline = session.openTimeline("!a:localhost");
  const forward = vi.spyOn(timeline, "forward").mockResolvedValue();
  renderChat(
    session,
    <MessageRoomContext value={buildMessageRoom()}>
      <ForwardDialog item={buildMessage({ eventId: "$m", text: "look" })} timeline={timeline} onClose={() => {}} />
    </MessageRoomContext>,
  );
  const field = screen.getByRole("textbox", { name: "Name of a room or person" });
  await waitFor(() => expect(document.activeElement).toBe(field));
  // Nobody has named a room yet.
  fireEvent.keyDown(field, { key: "Enter" });
  expect(forward).not.toHaveBeenCalled();
  fireEvent.change(field, { target: { value: "plan" } });
  fireEvent.keyDown(field, { key: "Enter" });
  expect(await screen.findByText("Forwarded")).toBeTruthy();
  // Sent once.
  fireEvent.keyDown(field, { key: "Enter" });
  expect(forward.mock.calls).toEqual([["$m", "!plans:localhost"]]);
});

it("finds a room by a name with a slip, with its sign, or by its server, and the one that is meant first", () => {
  const session = buildSession({
    spaces: [buildSpace({ id: "!s:localhost", name: "Atelier" })],
    rooms: [
      buildRoom({ id: "!a:localhost", name: "here" }),
      buildRoom({ id: "!old:localhost", name: "old design" }),
      buildRoom({ id: "!design:localhost", name: "design", spaceId: "!s:localhost" }),
      buildRoom({ id: "!ines:localhost", kind: "direct", directUserId: "@ines:localhost", name: "Inês" }),
    ],
  });
  renderChat(
    session,
    <MessageRoomContext value={buildMessageRoom()}>
      <ForwardDialog
        item={buildMessage({ eventId: "$m", text: "look" })}
        timeline={session.openTimeline("!a:localhost")}
        onClose={() => {}}
      />
    </MessageRoomContext>,
  );
  const found = (typed: string) => {
    fireEvent.change(screen.getByRole("textbox"), { target: { value: typed } });
    return screen
      .queryAllByRole("button", { name: /^Forward to/u })
      .map((button) => button.closest("li")?.querySelector("bdi")?.textContent);
  };
  expect(new Set(found("desgn"))).toEqual(new Set(["old design", "#design"]));
  expect(found("#design")[0]).toBe("#design");
  expect(found("atelier")).toEqual(["#design"]);
  expect(found("ines")).toEqual(["Inês"]);
  expect(found("nothing")).toEqual([]);
});
