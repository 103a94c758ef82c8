// @vitest-environment jsdom
import { createScope } from "@parley/kernel";
import { buildMember, buildMessage, buildRoom, buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { createRef } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createShortcuts, ShortcutsContext } from "../../../../shared/shortcuts.ts";
import { createComposer } from "../../model/composer.ts";
import { createDrafts } from "../../model/drafts.ts";
import { renderChat } from "../testing/render-chat.tsx";
import { Composer } from "./Composer.tsx";

afterEach(cleanup);

function draw({ maySend = true, shortcuts = createShortcuts(false) } = {}) {
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
    members: session.rooms.members("!a:localhost"),
    ownUserId: "@rosa:localhost",
  };
  const composer = createComposer(timeline, ports, createScope());
  const onSent = vi.fn();
  const onEscape = vi.fn();
  renderChat(
    session,
    <ShortcutsContext value={shortcuts}>
      <Composer
        composer={composer}
        room={seed.summary}
        maySend={maySend}
        field={createRef()}
        onSent={onSent}
        onEscape={onEscape}
      />
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
  return { composer, field, type, sent, onSent, onEscape };
}

describe("the field for messages", () => {
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
    expect(keys).toEqual(["Enter", "shift+Enter", "ArrowUp", "Escape", "Tab"]);
    cleanup();
    expect(shortcuts.listed.value).toEqual([]);
  });

  it("gives the reason where one may not write", () => {
    draw({ maySend: false });
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(screen.getByText(/You may read here, but not write/u)).toBeTruthy();
  });
});
