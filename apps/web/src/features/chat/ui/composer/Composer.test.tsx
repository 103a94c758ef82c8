// @vitest-environment jsdom
import { createScope, signal } from "@parley/kernel";
import type { Draft } from "@parley/matrix";
import { buildMember, buildMessage, buildRoom, buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { createRef } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type AttachmentChip, type ChatSlots, ChatSlotsContext } from "../../../../shared/chat-slots.ts";
import { createShortcuts, type Shortcuts, ShortcutsContext } from "../../../../shared/shortcuts.ts";
import { type SlashCommand, SlashCommandsContext } from "../../../../shared/slash-commands.ts";
import { createComposer } from "../../model/composer.ts";
import { createDrafts } from "../../model/drafts.ts";
import { createWaitingFiles } from "../../model/waiting-files.ts";
import { renderChat } from "../testing/render-chat.tsx";
import { Composer } from "./Composer.tsx";

afterEach(cleanup);

interface Setting {
  readonly maySend?: boolean;
  readonly shortcuts?: Shortcuts;
  readonly commands?: readonly SlashCommand[];
  readonly slots?: ChatSlots | null;
}

const Nothing = () => null;
const PickButton: ChatSlots["AttachButton"] = ({ onPicked }) => (
  <button type="button" onClick={onPicked}>
    Attach
  </button>
);

/** Files that are sent when they are told to be. */
const chip: AttachmentChip = {
  id: "1",
  name: "a.png",
  size: 1,
  media: "image",
  preview: null,
  state: "ready",
  limit: null,
  loose: false,
  going: false,
};

function fakeFiles() {
  const attachments = {
    items: signal<readonly AttachmentChip[]>([]),
    left: signal(0),
    ready: signal(false),
    add: vi.fn(),
    remove: vi.fn(),
    halted: signal(null),
    halts: vi.fn(() => false),
    send: vi.fn((_caption: Draft | null) => Promise.resolve(true)),
    close: vi.fn(),
  };
  const slots: ChatSlots = {
    MediaBody: Nothing,
    AttachmentTray: Nothing,
    AttachButton: Nothing,
    createAttachments: () => attachments,
  };
  return { attachments, slots };
}

function draw({ maySend = true, shortcuts = createShortcuts(false), commands = [], slots = null }: Setting = {}) {
  const seed = buildRoom({
    id: "!a:localhost",
    spaceId: "!s:localhost",
    name: "design",
    items: [buildMessage({ mine: true, text: "said before" })],
    members: [
      buildMember({ userId: "@rosa:localhost", name: "Rosa" }),
      buildMember({ userId: "@mira:localhost", name: "Mira Lindqvist" }),
    ],
  });
  const session = buildSession({ rooms: [seed] });
  const timeline = session.openTimeline("!a:localhost");
  const ports = {
    clock: session.clock,
    drafts: createDrafts(session.drafts, session.clock),
    files: createWaitingFiles(),
    members: session.rooms.members("!a:localhost"),
    ownUserId: "@rosa:localhost",
    mayTellAll: () => true,
  };
  const composer = createComposer(timeline, ports, createScope());
  const drafts: Draft[] = [];
  const { send } = timeline;
  timeline.send = (draft) => {
    drafts.push(draft);
    return send(draft);
  };
  const onSent = vi.fn();
  const onEscape = vi.fn();
  renderChat(
    session,
    <ShortcutsContext value={shortcuts}>
      <SlashCommandsContext value={commands}>
        <ChatSlotsContext value={slots}>
          <Composer
            composer={composer}
            room={seed.summary}
            maySend={maySend}
            surface={createRef()}
            onSent={onSent}
            onEscape={onEscape}
          />
        </ChatSlotsContext>
      </SlashCommandsContext>
    </ShortcutsContext>,
  );
  const field = () => screen.getByRole<HTMLTextAreaElement>("textbox");
  const type = (text: string) => {
    fireEvent.change(field(), { target: { value: text } });
    field().setSelectionRange(text.length, text.length);
    fireEvent.select(field());
  };
  const sent = () =>
    timeline.items.value.flatMap((item) =>
      item.type === "message" && item.body.type === "text" ? [item.body.text] : [],
    );
  return { composer, timeline, session, drafts, field, type, sent, onSent, onEscape };
}

it("says in the field's place that who one talks to is blocked, with the way out", async () => {
  const userId = "@mira:localhost";
  const seed = buildRoom({ id: "!d:localhost", kind: "direct", directUserId: userId, name: "Mira" });
  const session = buildSession({ rooms: [seed] });
  await session.people.block(userId);
  const { clock } = session;
  const timeline = session.openTimeline("!d:localhost");
  const members = session.rooms.members("!d:localhost");
  const drafts = createDrafts(session.drafts, clock);
  const ports = {
    clock,
    drafts,
    files: createWaitingFiles(),
    members,
    ownUserId: "@rosa:localhost",
    mayTellAll: () => true,
  };
  const composer = createComposer(timeline, ports, createScope());
  const nothing = () => {};
  renderChat(
    session,
    <Composer
      composer={composer}
      room={seed.summary}
      maySend
      surface={createRef()}
      onSent={nothing}
      onEscape={nothing}
    />,
  );
  expect(screen.getByText("You have blocked Mira. You do not see what they write.")).toBeTruthy();
  expect(screen.queryByRole("textbox")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Unblock" }));
  expect(await screen.findByRole("textbox")).toBeTruthy();
});

it("takes no space from its place while it is measured: who reads the end of the timeline goes on reading it", () => {
  draw();
  const field = screen.getByRole<HTMLTextAreaElement>("textbox");
  const box = field.parentElement;
  const measured: string[] = [];
  Object.defineProperty(box, "offsetHeight", { get: () => 36 });
  Object.defineProperty(field, "scrollHeight", {
    get() {
      measured.push(`${field.style.height} in ${box?.style.height}`);
      return 80;
    },
  });
  fireEvent.change(field, { target: { value: "one\ntwo" } });
  expect(measured).toEqual(["auto in 36px"]);
  expect([field.style.height, box?.style.height]).toEqual(["80px", ""]);
});

describe("the field for messages", () => {
  it("reads emoticons and codes, also those that were never completed", async () => {
    const { field, type, sent } = draw();
    await vi.waitFor(() => {
      type("");
      type("well :) ");
      expect(field().value).toBe("well 🙂 ");
    }, 10_000);
    type("well 🙂 :tada:");
    await waitFor(() => expect(field().value).toBe("well 🙂 🎉"), { timeout: 10_000 });
    type("well 🙂 🎉 :D");
    fireEvent.keyDown(field(), { key: "Enter" });
    await waitFor(() => expect(sent()).toContain("well 🙂 🎉 😃"));
  });

  it("sends with Enter and breaks with Shift+Enter", async () => {
    const { field, type, sent, onSent } = draw();
    type("first");
    fireEvent.keyDown(field(), { key: "Enter", shiftKey: true });
    expect(field().value).toBe("first");
    fireEvent.keyDown(field(), { key: "Enter" });
    expect(field().value).toBe("");
    expect(onSent).toHaveBeenCalledOnce();
    await waitFor(() => expect(sent()).toEqual(["said before", "first"]));
  });

  it("breaks the line with Enter while code between fences is open", () => {
    const { field, type, onSent } = draw();
    for (const text of ["```", "```js\nabc"]) {
      type(text);
      expect(fireEvent.keyDown(field(), { key: "Enter" })).toBe(true);
    }
    expect(onSent).not.toHaveBeenCalled();
    type("```js\nabc\n```");
    fireEvent.keyDown(field(), { key: "Enter" });
    expect(onSent).toHaveBeenCalledOnce();
  });

  it("does not send while an input method composes", () => {
    const { field, type } = draw();
    type("にほ");
    fireEvent.keyDown(field(), { key: "Enter", isComposing: true });
    expect(field().value).toBe("にほ");
  });

  it("edits with ArrowUp, says so, and leaves with Escape", () => {
    const { field, onEscape } = draw();
    fireEvent.keyDown(field(), { key: "ArrowUp" });
    expect(field().value).toBe("said before");
    expect(screen.getByText("Editing your message")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Save changes" })).toBeTruthy();
    fireEvent.keyDown(field(), { key: "Escape" });
    expect(field().value).toBe("");
    expect(onEscape).not.toHaveBeenCalled();
    fireEvent.keyDown(field(), { key: "Escape" });
    expect(onEscape).toHaveBeenCalledOnce();
  });

  it("completes a name with Tab, and names oneself never", () => {
    const { field, type } = draw();
    type("hello @");
    expect(screen.getAllByRole("option")).toHaveLength(1);
    expect(field().getAttribute("aria-activedescendant")).toBe(screen.getByRole("option").id);
    fireEvent.keyDown(field(), { key: "Tab" });
    expect(field().value).toBe("hello @Mira Lindqvist ");
    expect(screen.queryByRole("option")).toBeNull();
  });

  it("closes the names with Escape before anything else", () => {
    const { field, type, onEscape } = draw();
    type("@mi");
    fireEvent.keyDown(field(), { key: "Escape" });
    expect(screen.queryByRole("option")).toBeNull();
    expect(onEscape).not.toHaveBeenCalled();
    expect(field().value).toBe("@mi");
  });

  it("says how much is too much, and keeps it", () => {
    const { field, type } = draw();
    type("x".repeat(20_005));
    fireEvent.keyDown(field(), { key: "Enter" });
    expect(screen.getByRole("alert").textContent).toContain("5 characters");
    expect(field().value).toHaveLength(20_005);
  });

  it("names its keys in the list of shortcuts while it stands", () => {
    const shortcuts = createShortcuts(false);
    draw({ shortcuts });
    const keys = shortcuts.listed.value.flatMap((group) => group.keys.map((row) => row.keys));
    expect(keys).toEqual(["Enter", "shift+Enter", "mod+Enter", "ArrowUp", "Escape", "Tab", "@", "#", ":", "/"]);
    cleanup();
    expect(shortcuts.listed.value).toEqual([]);
  });

  it("gives the reason where one may not write", () => {
    draw({ maySend: false });
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(screen.getByText(/You may read here, but not write/u)).toBeTruthy();
  });
});

describe("commands in the field", () => {
  const enter = (field: HTMLElement) => fireEvent.keyDown(field, { key: "Enter" });

  it("say what you do, and shrug", async () => {
    const { field, type, drafts } = draw();
    type("/me waves");
    enter(field());
    type("/shrug no *idea*");
    enter(field());
    type("//me too");
    enter(field());
    await waitFor(() => expect(drafts).toHaveLength(3));
    expect(drafts[0]).toEqual({ text: "waves", style: "emote" });
    expect(drafts[1]).toEqual({ text: "no *idea* ¯\\_(ツ)_/¯", html: "no <em>idea</em> ¯\\_(ツ)_/¯" });
    expect(drafts[2]).toEqual({ text: "/me too" });
  });

  it("are named in words when they are unknown or unfinished, and stay in the field", () => {
    const { field, type, drafts } = draw();
    type("/dance now");
    enter(field());
    expect(screen.getByRole("alert").textContent).toContain("There is no command /dance");
    expect(field().value).toBe("/dance now");
    type("/nick ");
    enter(field());
    expect(screen.getByRole("alert").textContent).toContain("/nick needs something after it");
    expect(drafts).toHaveLength(0);
  });

  it("are words in what is edited", async () => {
    const { field, type, composer, timeline } = draw();
    const edit = vi.spyOn(timeline, "edit").mockResolvedValue();
    composer.editLast();
    type("/dance now");
    enter(field());
    await waitFor(() => expect(edit).toHaveBeenCalledOnce());
    expect(edit.mock.calls[0]?.[1]).toEqual({ text: "/dance now" });
  });

  it("do what they say, and are completed", async () => {
    const { field, type, drafts, session } = draw();
    type("/ni");
    expect(screen.getByRole("option").textContent).toContain("/nick");
    fireEvent.keyDown(field(), { key: "Tab" });
    expect(field().value).toBe("/nick ");
    type("/nick Rosalía");
    enter(field());
    await waitFor(() => expect(session.own.profile.value.displayName).toBe("Rosalía"));
    expect(field().value).toBe("");
    expect(drafts).toHaveLength(0);
  });

  it("come back with a reason when they fail; other parts bring their own", async () => {
    const run = vi.fn((): Promise<{ readonly refused: string }> => Promise.reject(new Error("no")));
    const { field, type } = draw({
      commands: [{ name: "poll", about: "Asks", argument: "question", effect: { run } }],
    });
    type("/poll lunch?");
    enter(field());
    expect(run).toHaveBeenCalledWith("lunch?", "!a:localhost");
    await waitFor(() => expect(field().value).toBe("/poll lunch?"));
    expect(screen.getByRole("alert").textContent).not.toBe("");
    run.mockResolvedValue({ refused: "Nobody is hungry." });
    enter(field());
    await waitFor(() => expect(screen.getByRole("alert").textContent).toBe("Nobody is hungry."));
    expect(field().value).toBe("/poll lunch?");
    type("/poll dinner?");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("are refused where one may not, and take whom they are for as it was written", () => {
    const run = vi.fn(() => Promise.resolve(null));
    let may = false;
    const ban: SlashCommand = {
      name: "ban",
      about: "",
      argument: "whom",
      person: "member",
      may: () => may,
      effect: { run },
    };
    const { field, type } = draw({ commands: [ban] });
    type("/ban @Mira Lindqvist spam");
    enter(field());
    expect(screen.getByRole("alert").textContent).toContain("You may not use /ban in this room");
    may = true;
    enter(field());
    expect(run).toHaveBeenCalledWith("@Mira Lindqvist spam", "!a:localhost");
  });

  it("that are none go out as text only when one says so", async () => {
    const { field, type, drafts } = draw();
    type("/dance *now*");
    enter(field());
    expect(drafts).toHaveLength(0);
    fireEvent.click(screen.getByRole("button", { name: "Send as text" }));
    await waitFor(() => expect(drafts[0]?.text).toBe("/dance *now*"));
    expect(field().value).toBe("");
  });

  it("look for people everywhere where they can be for anyone", async () => {
    const run = vi.fn(() => Promise.resolve(null));
    const { type, session } = draw({
      commands: [{ name: "invite", about: "", argument: "whom", person: "anyone", effect: { run } }],
    });
    const search = vi.spyOn(session.rooms, "searchPeople");
    search.mockResolvedValue([{ userId: "@ines:localhost", name: "Inês", avatarMxc: null }]);
    type("/invite @in");
    await waitFor(() => expect(screen.getByRole("option").textContent).toContain("Inês"));
    type("hello @in");
    expect(screen.queryByRole("option")).toBeNull();
    expect(search).toHaveBeenCalledOnce();
  });
});

describe("files in the field", () => {
  it("has the focus after files were dropped: the words to them come next", () => {
    const { slots, attachments } = fakeFiles();
    document.body.dataset.room = "";
    const { field } = draw({ slots });
    const files = [new File(["x"], "a.txt")];
    field().blur();
    fireEvent.drop(document.body, { dataTransfer: { types: ["Files"], files } });
    delete document.body.dataset.room;
    expect(attachments.add).toHaveBeenCalledWith(files);
    expect(document.activeElement).toBe(field());
  });

  it("leave the caret in the field once they are picked: the words to them come next", () => {
    const { slots } = fakeFiles();
    const { field } = draw({ slots: { ...slots, AttachButton: PickButton } });
    screen.getByRole("button", { name: "Attach" }).focus();
    fireEvent.click(screen.getByRole("button", { name: "Attach" }));
    expect(document.activeElement).toBe(field());
  });

  it("go with the words as their caption, and alone", async () => {
    const { attachments, slots } = fakeFiles();
    const { field, drafts, type } = draw({ slots });
    const file = new File(["x"], "a.png", { type: "image/png" });
    fireEvent.paste(field(), { clipboardData: { files: [file], getData: () => "" } });
    expect(attachments.add).toHaveBeenCalledWith([file]);
    attachments.ready.value = true;
    attachments.items.value = [chip];
    type("look **here**");
    fireEvent.keyDown(field(), { key: "Enter" });
    await waitFor(() => expect(attachments.send).toHaveBeenCalledOnce());
    expect(attachments.send.mock.calls[0]?.[0]).toMatchObject({
      text: "look **here**",
      html: "look <strong>here</strong>",
    });
    fireEvent.click(screen.getByRole("button", { name: "Send" }));
    await waitFor(() => expect(attachments.send).toHaveBeenCalledTimes(2));
    expect(attachments.send.mock.calls[1]?.[0]).toBeNull();
    expect(drafts).toHaveLength(0);
  });

  it("hold the words back while one of them cannot be sent", async () => {
    const { attachments, slots } = fakeFiles();
    const { field, drafts, type } = draw({ slots });
    attachments.items.value = [chip];
    attachments.halts.mockReturnValue(true);
    type("twelve pictures");
    fireEvent.keyDown(field(), { key: "Enter" });
    expect(attachments.halts).toHaveBeenCalledOnce();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([drafts, attachments.send.mock.calls, field().value]).toEqual([[], [], "twelve pictures"]);
    // One has turned out bad after Enter: the words come back without a fault of their own.
    attachments.halts.mockReturnValue(false);
    attachments.ready.value = true;
    attachments.send.mockResolvedValue(false);
    fireEvent.keyDown(field(), { key: "Enter" });
    await waitFor(() => expect(attachments.send).toHaveBeenCalledOnce());
    await waitFor(() => expect(field().value).toBe("twelve pictures"));
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
