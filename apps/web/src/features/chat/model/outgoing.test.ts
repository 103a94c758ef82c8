import { buildMember, buildRoom, buildSession, createManualClock } from "@parley/testkit";
import { describe, expect, it } from "vitest";
import { createDraft, draftOfWords, type Written } from "./outgoing.ts";

const members = [buildMember({ userId: "@mira:x", name: "Mira" }), buildMember({ userId: "@rosa:x", name: "Rosa" })];
const send = (written: Written, answers: string | null = null, mayTellAll = true) =>
  createDraft(written, { ownUserId: "@rosa:x", members, named: [], answers, mayTellAll }, createManualClock());
const shown = (text: string, html: string | null): Written => ({ text, format: { html } });

describe("whom a message is for", () => {
  it("are those whom its links name, once, and never oneself", async () => {
    const link = (id: string) => `<a href="https://matrix.to/#/${encodeURIComponent(id)}">x</a>`;
    const html = `${link("@jun:x")} ${link("@jun:x")} ${link("@rosa:x")} ${link("!room:x")} ${link("@bad%zz")}`;
    const draft = await send(shown("x x x x x", html), "@tomas:x");
    expect(draft.mentions).toEqual({ userIds: ["@jun:x", "@tomas:x"] });
  });

  it("is everyone where @room stands alone, outside of code", async () => {
    expect((await send(shown("hey @room!", null))).mentions).toEqual({ room: true });
    expect((await send(shown("hey @room!", null), null, false)).mentions).toBeUndefined();
    expect((await send(shown("say `@room`", "say <code>@room</code>"))).mentions).toBeUndefined();
    expect((await send(shown("mail@room.org, @rooms", null))).mentions).toBeUndefined();
    expect((await send({ text: "`@room` and @mira", format: { markdown: "`@room` and @mira" } })).mentions).toEqual({
      userIds: ["@mira:x"],
    });
  });

  it("is nobody whose name stands in code alone, as in a decorator", async () => {
    const python = "```python\n@mira\ndef f(): ...\n```";
    expect((await send({ text: python, format: { markdown: python } })).mentions).toBeUndefined();
    expect((await send(shown("`@mira` x", "<code>@mira</code> x"))).mentions).toBeUndefined();
    expect((await send(shown("x", "<pre><code>a\n @mira\n</code></pre>"))).mentions).toBeUndefined();
  });

  it("is the one of two that begin alike who stands there, linked whole", async () => {
    const named = [
      { userId: "@ann:x", name: "Ann" },
      { userId: "@anna:x", name: "Anna" },
      { userId: "@star:x", name: "Ann *Star*" },
    ];
    const audience = { ownUserId: "@rosa:x", members, named, answers: null, mayTellAll: true };
    const sent = (text: string) => createDraft({ text, format: { markdown: text } }, audience, createManualClock());
    expect(await sent("@Anna can you look?")).toEqual({
      text: "@Anna can you look?",
      html: '<a href="https://matrix.to/#/%40anna%3Ax">@Anna</a> can you look?',
      mentions: { userIds: ["@anna:x"] },
    });
    // Formatting takes the name apart; in code it names nobody all the same.
    expect((await sent("**x** @Ann *Star*")).mentions?.userIds).toContain("@star:x");
    expect((await sent("**x** `@Ann *Star*`")).mentions).toBeUndefined();
  });

  it("is nobody else: a message answered to oneself tells no one", async () => {
    expect(await send(shown("yes", null), "@rosa:x")).toEqual({ text: "yes" });
  });

  it("keeps the HTML of the field as it is, but for those who were written out", async () => {
    expect(await send(shown("@mira **x**", "@mira <strong>x</strong>"))).toEqual({
      text: "@mira **x**",
      html: '<a href="https://matrix.to/#/%40mira%3Ax">@mira</a> <strong>x</strong>',
      mentions: { userIds: ["@mira:x"] },
    });
  });
});

it("names people in words alone as the field does, by the room that they go to", async () => {
  const rooms = ["!studio", "!hall"].map((id) =>
    buildRoom({ id, name: id, members, permissions: { notifyRoom: id === "!studio" } }),
  );
  const session = buildSession({ rooms });
  const draft = (text: string, to = "!studio") => draftOfWords(session, to, text, createManualClock());
  expect(await draft("_five_ it is")).toEqual({ text: "_five_ it is" });
  expect((await draft("five, @mira, @nobody")).mentions).toEqual({ userIds: ["@mira:x"] });
  expect((await draft("five, @room")).mentions).toEqual({ room: true });
  expect((await draft("five, @room", "!hall")).mentions).toBeUndefined();
});
