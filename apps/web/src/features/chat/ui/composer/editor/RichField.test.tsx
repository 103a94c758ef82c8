// @vitest-environment jsdom
import { createScope } from "@parley/kernel";
import { buildMessage, buildRoom, buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { createRef } from "react";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { createPreferences } from "../../../../../shared/preferences.ts";
import { createComposer } from "../../../model/composer.ts";
import { createDrafts } from "../../../model/drafts.ts";
import { createWaitingFiles } from "../../../model/waiting-files.ts";
import { renderChat } from "../../testing/render-chat.tsx";
import { Composer } from "../Composer.tsx";
import type { Surface } from "../surface.ts";

beforeAll(() => {
  // What jsdom does not measure.
  const rect = { left: 0, right: 0, top: 0, bottom: 0, width: 0, height: 0 };
  Object.assign(Range.prototype, { getClientRects: () => [rect], getBoundingClientRect: () => rect });
});
afterEach(cleanup);

const own = (text: string, html: string | null = null) =>
  buildMessage({ mine: true, body: { type: "text", style: "text", text, html } });

function draw(item = own("plain")) {
  const seed = buildRoom({ id: "!a:localhost", name: "design", items: [item] });
  const session = buildSession({ rooms: [seed] });
  const timeline = session.openTimeline("!a:localhost");
  const edits: unknown[] = [];
  timeline.edit = async (_id, draft) => void edits.push(draft);
  const drafts = createDrafts(session.drafts, session.clock);
  const ports = {
    clock: session.clock,
    drafts,
    files: createWaitingFiles(),
    members: session.rooms.members("!a:localhost"),
    ownUserId: "@rosa:x",
    mayTellAll: () => true,
  };
  const composer = createComposer(timeline, ports, createScope());
  const preferences = createPreferences({ getItem: () => null, setItem() {} }, null, ["en"]);
  const surface = createRef<Surface>();
  renderChat(
    session,
    <Composer
      composer={composer}
      room={seed.summary}
      maySend
      surface={surface}
      onSent={() => {}}
      onEscape={() => {}}
    />,
    preferences,
  );
  const rich = async () => {
    await waitFor(() => expect(document.querySelector(".rich-field")).not.toBeNull(), { timeout: 8_000 });
    return screen.getByRole("textbox");
  };
  return { composer, preferences, surface, edits, rich };
}

describe("the rich field", () => {
  it("takes over what is selected in the plain one, and gives back what stood there before one typed", async () => {
    const { composer, rich } = draw();
    const plain = screen.getByRole<HTMLTextAreaElement>("textbox");
    plain.focus();
    fireEvent.change(plain, { target: { value: "some" } });
    fireEvent.change(plain, { target: { value: "some words" } });
    plain.setSelectionRange(5, 10, "backward");
    const field = await rich();
    expect(document.activeElement).toBe(field);
    expect(document.getSelection()?.toString()).toBe("words");
    expect(document.getSelection()?.anchorOffset).toBe(10);
    fireEvent.keyDown(field, { key: "z", ctrlKey: true });
    expect(composer.text.value).toBe("");
    fireEvent.keyDown(field, { key: "y", ctrlKey: true });
    expect(composer.text.value).toBe("some words");
  });

  it("has nothing to give back when the plain one's words came from elsewhere", async () => {
    const { composer, rich } = draw();
    fireEvent.change(screen.getByRole("textbox"), { target: { value: "sent since" } });
    composer.setText("");
    composer.setText("a draft");
    const field = await rich();
    fireEvent.keyDown(field, { key: "z", ctrlKey: true });
    expect(composer.text.value).toBe("a draft");
  });

  it("goes on with the words of an edit that it was left in", async () => {
    const item = own("so **far**", "so <b>far</b>");
    const { rich, composer } = draw(item);
    composer.edit(item);
    composer.setText("so **very** far");
    const editor = await rich();
    await waitFor(() => expect(editor.innerHTML).toContain("<strong>very</strong>"));
    expect(composer.text.value).toBe("so **very** far");
  });

  it("takes the place of the plain one with its words, its focus and its name", async () => {
    const { rich, composer, surface } = draw();
    const plain = screen.queryByRole("textbox");
    if (plain instanceof HTMLTextAreaElement) {
      plain.focus();
      fireEvent.change(plain, { target: { value: "so **far**" } });
    } else composer.setText("so **far**");
    const editor = await rich();
    expect(document.querySelector("textarea")).toBeNull();
    expect(editor.innerHTML).toContain("<strong>far</strong>");
    expect(editor.getAttribute("aria-label")).toBe("Message design");
    expect(document.activeElement).toBe(editor);
    expect(surface.current?.element).toBe(editor);
    expect(composer.text.value).toBe("so **far**");
  });

  it("follows what comes from elsewhere: a draft, a sent message", async () => {
    const { rich, composer } = draw();
    const editor = await rich();
    composer.setText("> quoted");
    await waitFor(() => expect(editor.querySelector("blockquote")?.textContent).toBe("quoted"));
    fireEvent.keyDown(editor, { key: "Enter" });
    await waitFor(() => expect(editor.textContent).toBe(""));
    expect(composer.text.value).toBe("");
  });

  it("opens code with Enter and says there how it ends", async () => {
    const { rich, composer } = draw();
    const editor = await rich();
    composer.setText("\\`\\`\\`ts");
    await waitFor(() => expect(editor.textContent).toBe("```ts"));
    fireEvent.keyDown(editor, { key: "Enter" });
    expect(editor.querySelector("pre")?.dataset.language).toBe("ts");
    const hint = await screen.findByText("``` or Enter on an empty line ends the code. Ctrl Enter sends.");
    await waitFor(() => expect(editor.getAttribute("aria-describedby")).toBe(hint.id));
  });

  it("edits a message as it looks, and changes nothing where nothing was changed", async () => {
    const { rich, composer, edits } = draw(
      own("@Mira see *this*", '<a href="https://matrix.to/#/@mira:x">Mira</a> see <em>this</em>'),
    );
    const editor = await rich();
    fireEvent.keyDown(editor, { key: "ArrowUp" });
    await waitFor(() => expect(editor.querySelector(".pill")?.textContent).toBe("@Mira"));
    fireEvent.keyDown(editor, { key: "Enter" });
    await waitFor(() => expect(composer.mode.value.kind).toBe("new"));
    expect(edits).toEqual([]);
  });

  it("takes the signs of a message without formats by the letter, also when it is sent again", async () => {
    const words = "¯\\_(ツ)_/¯ \\d+ \\*x\\* &lt;b&gt; **no**\n1986. A great year\n---\n> said";
    const { rich, composer, edits } = draw(own(words));
    const editor = await rich();
    fireEvent.keyDown(editor, { key: "ArrowUp" });
    await waitFor(() => expect(editor.querySelectorAll("p")).toHaveLength(4));
    expect(editor.querySelector("ol, hr, strong, blockquote")).toBeNull();
    const mode = composer.mode.value;
    fireEvent.keyDown(editor, { key: "Enter" });
    await waitFor(() => expect(composer.mode.value.kind).toBe("new"));
    expect(edits).toEqual([]);
    if (mode.kind === "edit") composer.edit(mode.item);
    await waitFor(() => expect(editor.querySelectorAll("p")).toHaveLength(4));
    const clipboardData = {
      types: ["text/plain"],
      files: [],
      getData: (type: string) => (type === "text/plain" ? "!" : ""),
    };
    fireEvent.paste(editor, { clipboardData });
    await waitFor(() => expect(editor.textContent).toMatch(/said!$/u));
    fireEvent.keyDown(editor, { key: "Enter" });
    await waitFor(() => expect(edits).toHaveLength(1));
    expect(edits[0]).toEqual({ text: `${words}!` });
  });

  it("leaves to plain text what it cannot show, and comes back after it", async () => {
    const { rich, edits } = draw(own("| a |\n|---|\n| b |", "<table><tbody><tr><td>b</td></tr></tbody></table>"));
    fireEvent.keyDown(await rich(), { key: "ArrowUp" });
    await waitFor(() => expect(document.querySelector("textarea")?.value).toBe("| a |\n|---|\n| b |"));
    const plain = screen.getByRole("textbox");
    fireEvent.change(plain, { target: { value: "| a |\n|---|\n| c |" } });
    fireEvent.keyDown(plain, { key: "Enter" });
    await rich();
    await waitFor(() => expect(edits).toHaveLength(1));
    expect(edits[0]).toMatchObject({ text: "| a |\n|---|\n| c |" });
  });

  it("goes and comes by the preference, and shows its bar when that is asked for", async () => {
    const { rich, preferences, composer } = draw();
    await rich();
    composer.setText("**kept**");
    fireEvent.click(screen.getByRole("button", { name: "Show formatting" }));
    expect(preferences.values.value.formatBar).toBe(true);
    expect(screen.getByRole("toolbar", { name: "Formatting" })).toBeTruthy();
    preferences.set({ composer: "plain" });
    await waitFor(() => expect(document.querySelector("textarea")?.value).toBe("**kept**"));
    expect(screen.queryByRole("toolbar", { name: "Formatting" })).toBeNull();
  });
});
