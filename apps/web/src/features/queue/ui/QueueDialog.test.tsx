// @vitest-environment jsdom
import { AppError, computed, signal } from "@parley/kernel";
import type { MessageItem } from "@parley/matrix";
import { buildMedia, buildMessage, buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { QueueDialog } from "./QueueDialog.tsx";

afterEach(cleanup);

/** As the chat makes it. */
const draftOf = async (_roomId: string, text: string) =>
  text.includes("@room") ? { text, mentions: { room: true } } : { text };

function draw({ edit = false, files = [] as MessageItem[] } = {}) {
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
      buildRoom({ id: "!jun", kind: "direct", name: "Jun", items: files }),
    ],
  });
  const { items } = session.queue;
  const taken = signal<readonly string[]>([]);
  const standing = computed(() =>
    items.value
      .filter(({ key }) => !taken.value.includes(key))
      .map((item) => (edit ? { ...item, kind: "edit" as const } : item)),
  );
  Object.assign(session.queue, { items: standing });
  const closed: true[] = [];
  const dialog = <QueueDialog draftOf={draftOf} onClose={() => closed.push(true)} />;
  /** The homeserver has it. */
  const arrive = (key: string) =>
    act(() => {
      taken.value = [...taken.value, key];
    });
  return { session, closed, arrive, ...renderInWorld(dialog, { session }) };
}
const row = (name: RegExp) => screen.getByRole("listitem", { name });

it("shows what waits, where it goes, and takes it back", async () => {
  draw();
  expect(screen.getAllByRole("listitem")).toHaveLength(3);
  const mine = row(/with the prints, to Mira/);
  fireEvent.click(within(mine).getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(screen.getAllByRole("listitem")).toHaveLength(2));
  fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => expect(row(/with the prints, to Mira/)).toBeTruthy());
  expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
});

it("asks before it takes away what cannot be brought back", async () => {
  const body = buildMedia({ name: "plan.pdf" });
  const send = { state: "queued", since: 0 } as const;
  const { session } = draw({ files: [buildMessage({ key: "f", eventId: null, mine: true, body, send })] });
  fireEvent.click(within(row(/plan.pdf/)).getByRole("button", { name: "Delete" }));
  const asked = await screen.findByRole("alertdialog");
  expect(screen.getByText("File plan.pdf is not sent", { exact: false })).toBeTruthy();
  expect(session.queue.items.value.map(({ key }) => key)).toContain("f");
  fireEvent.click(within(asked).getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(session.queue.items.value.map(({ key }) => key)).not.toContain("f"));
  expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
});

it("names the way out by what it takes back", async () => {
  const { session } = draw({ edit: true });
  expect(within(row(/on my way/)).getByRole("button", { name: "Drop this change" })).toBeTruthy();
  cleanup();
  const [one] = session.queue.items.value;
  const items = (["reaction", "redaction"] as const).map((kind) => ({ ...one, key: kind, kind, text: "👍" }));
  Object.assign(session.queue, { items: signal(items) });
  renderInWorld(<QueueDialog draftOf={draftOf} onClose={() => {}} />, { session });
  expect(within(row(/Reaction/)).getByRole("button", { name: "Drop this reaction" })).toBeTruthy();
  expect(within(row(/Deletion/)).getByRole("button", { name: "Do not delete the message" })).toBeTruthy();
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

it("keeps the words that are typed when the message leaves meanwhile, and sends them as its change", async () => {
  const { session, arrive } = draw();
  const edits: unknown[] = [];
  session.queue.rewrite = async () => {
    throw new AppError("MATRIX_NOT_FOUND", "nothing of this message is waiting");
  };
  const { openTimeline } = session;
  session.openTimeline = (roomId) => ({
    ...openTimeline.call(session, roomId),
    edit: async (key, draft) => void edits.push([roomId, key, draft]),
  });
  fireEvent.click(within(row(/on my way/)).getByRole("button", { name: "Edit" }));
  fireEvent.change(screen.getByLabelText("Words of the message"), { target: { value: "on my way, 5 min" } });
  arrive("a");
  expect(within(row(/on my way/)).getByText(/Sent in the meantime/)).toBeTruthy();
  // Its only place now: Escape does not drop them.
  fireEvent.keyDown(screen.getByLabelText("Words of the message"), { key: "Escape" });
  expect(screen.getByLabelText("Words of the message")).toHaveProperty("value", "on my way, 5 min");
  fireEvent.keyDown(screen.getByLabelText("Words of the message"), { key: "Enter" });
  await waitFor(() => expect(edits).toEqual([["!general", "a", { text: "on my way, 5 min" }]]));
  await waitFor(() => expect(screen.queryByLabelText("Words of the message")).toBeNull());
  expect(screen.queryByRole("listitem", { name: /on my way/ })).toBeNull();
});

it("ends the change at Escape, keeps the list open, and has the words again at the next look", () => {
  const { closed } = draw();
  fireEvent.click(within(row(/on my way/)).getByRole("button", { name: "Edit" }));
  const field = screen.getByLabelText("Words of the message");
  fireEvent.change(field, { target: { value: "on my bike" } });
  fireEvent.keyDown(field, { key: "Escape" });
  expect(screen.queryByLabelText("Words of the message")).toBeNull();
  expect(closed).toEqual([]);
  fireEvent.click(within(row(/on my way/)).getByRole("button", { name: "Edit" }));
  expect(screen.getByLabelText("Words of the message")).toHaveProperty("value", "on my bike");
  fireEvent.click(screen.getByRole("button", { name: "Leave as it was" }));
  fireEvent.click(within(row(/on my way/)).getByRole("button", { name: "Edit" }));
  expect(screen.getByLabelText("Words of the message")).toHaveProperty("value", "on my way");
});

it("says that it is too late when a change has left meanwhile", async () => {
  const { session } = draw({ edit: true });
  session.queue.rewrite = async () => false;
  fireEvent.click(within(row(/on my way/)).getByRole("button", { name: "Edit" }));
  fireEvent.change(screen.getByLabelText("Words of the message"), { target: { value: "later" } });
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
