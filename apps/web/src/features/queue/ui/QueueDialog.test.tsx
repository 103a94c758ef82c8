// @vitest-environment jsdom
import { buildMessage, buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { QueueDialog } from "./QueueDialog.tsx";

afterEach(cleanup);

/** As the chat makes it. */
const draftOf = async (_roomId: string, text: string) =>
  text.includes("@room") ? { text, mentions: { room: true } } : { text };

function draw() {
  const waiting = (key: string, text: string, state: "queued" | "sending" = "queued") =>
    buildMessage({ key, eventId: null, mine: true, text, send: { state, since: 0 } });
  const session = buildSession({
    spaces: [buildSpace({ id: "!atelier", name: "Atelier" })],
    rooms: [
      buildRoom({
        id: "!general",
        spaceId: "!atelier",
        name: "general",
        items: [waiting("a", "on my way"), waiting("c", "leaving", "sending")],
      }),
      buildRoom({ id: "!mira", kind: "direct", name: "Mira", items: [waiting("b", "with the prints")] }),
    ],
  });
  return { session, ...renderInWorld(<QueueDialog draftOf={draftOf} onClose={() => {}} />, { session }) };
}
const row = (name: RegExp) => screen.getByRole("listitem", { name });

it("shows what waits, where it goes, and takes it back", async () => {
  draw();
  expect(screen.getAllByRole("listitem")).toHaveLength(3);
  const mine = row(/with the prints, to Mira/);
  fireEvent.click(within(mine).getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(screen.getAllByRole("listitem")).toHaveLength(2));
});

it("puts other words in the place of what has not left", async () => {
  draw();
  fireEvent.click(within(row(/on my way, to #general/)).getByRole("button", { name: "Edit" }));
  fireEvent.change(screen.getByLabelText("Words of the message"), { target: { value: "on my way, 5 min" } });
  fireEvent.click(screen.getByRole("button", { name: "Save words" }));
  expect(await screen.findByText("on my way, 5 min")).toBeTruthy();
  expect(screen.queryByLabelText("Words of the message")).toBeNull();
});

it("tells those whom the other words name", async () => {
  const { session } = draw();
  const { rewrite } = session.queue;
  const drafts: unknown[] = [];
  session.queue.rewrite = async (key, draft) => {
    drafts.push(draft);
    return await rewrite.call(session.queue, key, draft);
  };
  fireEvent.click(within(row(/on my way/)).getByRole("button", { name: "Edit" }));
  fireEvent.change(screen.getByLabelText("Words of the message"), { target: { value: "@room on my way" } });
  fireEvent.click(screen.getByRole("button", { name: "Save words" }));
  expect(await screen.findByText("@room on my way")).toBeTruthy();
  expect(drafts).toEqual([{ text: "@room on my way", mentions: { room: true } }]);
});

it("says that it is too late when the message has left meanwhile", async () => {
  const { session } = draw();
  session.queue.rewrite = async () => false;
  fireEvent.click(within(row(/on my way/)).getByRole("button", { name: "Edit" }));
  fireEvent.click(screen.getByRole("button", { name: "Save words" }));
  expect(await screen.findByText(/sent in the meantime/)).toBeTruthy();
});

it("offers neither for what is on its way, and leads to its room", () => {
  const { went } = draw();
  const leaving = row(/leaving/);
  expect(within(leaving).queryByRole("button", { name: "Delete" })).toBeNull();
  expect(within(leaving).queryByRole("button", { name: "Edit" })).toBeNull();
  fireEvent.click(within(leaving).getByRole("button", { name: "Go to the room" }));
  expect(went).toEqual([{ at: "space", spaceId: "!atelier", roomId: "!general" }]);
});
