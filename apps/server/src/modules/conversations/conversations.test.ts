import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";
import { ownKey, wireKey } from "./keys.ts";

describe("a wire key", () => {
  test.each([
    ["main", "agent:main:main", "direct", true],
    ["agent:main:main", "agent:main:main", "direct", true],
    [" agent:Scout:main ", "agent:scout:main", "direct", true],
    ["notes", "agent:main:notes", "direct", false],
    ["telegram:group:42", "agent:main:telegram:group:42", "group", false],
    ["agent:main:openai:1-2", "agent:main:openai:1-2", "direct", false],
    ["global", "global", "global", false],
    ["unknown", "agent:main:unknown", "unknown", false],
  ])("%j is %s", (written, key, kind, isMain) => {
    expect(wireKey(written)).toMatchObject({ key, kind, isMain });
    expect(wireKey(wireKey(written).key).key).toBe(key);
  });

  test.each(["agent:", "agent:main:", "agent::x", "a b", "a\nb", "agent:main:a::b", "agent:../x:main", "\u202eabc"])(
    "%j is none",
    (written) => {
      expect(() => wireKey(written)).toThrow();
    },
  );

  test("of a Matrix room is read, and is nobody's to begin", () => {
    expect(wireKey("agent:main:matrix:channel:!r:x").kind).toBe("group");
    expect(() => ownKey("agent:main:matrix:channel:!r:x")).toThrow("Matrix");
  });
});

/** An owner with a conversation `notes`, in which these were said. */
async function spoken({ call, person }: TestApp, ...texts: string[]) {
  const owner = await person("olga", "owner");
  const me = { token: owner.token };
  await call("sessions.patch", { key: "notes" }, me);
  for (const message of texts) await call("chat.inject", { sessionKey: "notes", message }, me);
  const said = async (key = "notes") =>
    (await call("chat.history", { sessionKey: key }, me)).body.messages.map(({ content }) => content[0]?.text);
  return { me, owner, said };
}

test("what is said comes back in order, each message knows the one before, and a key is one conversation however it is spelt", () =>
  withTestApp(async (app) => {
    const { me, said } = await spoken(app, "one", "two", "three");
    expect(await said()).toEqual(["one", "two", "three"]);
    const { body } = await app.call("chat.history", { sessionKey: "agent:main:notes", limit: 2 }, me);
    expect(body.messages.map(({ content }) => content[0]?.text)).toEqual(["two", "three"]);
    expect(body.messages[1]?.parentId).toBe(body.messages[0]?.id);
    expect(body).toMatchObject({ sessionKey: "agent:main:notes", thinkingLevel: "off" });
    const nothing = await app.call("chat.history", { sessionKey: "elsewhere" }, me);
    expect(nothing.body).toEqual({ sessionKey: "agent:main:elsewhere", messages: [], thinkingLevel: "off" });
  }));

test("nobody sees or touches another account's conversations, whatever they call", () =>
  withTestApp(async (app) => {
    const { owner, said } = await spoken(app, "secret plans");
    const { token } = await app.person("milo", "admin");
    const it = { token };
    expect((await app.call("sessions.list", {}, it)).body.sessions).toEqual([]);
    expect((await app.call("chat.history", { sessionKey: "notes" }, it)).body.messages).toEqual([]);
    expect((await app.call("sessions.search", { query: "secret" }, it)).body.results).toEqual([]);
    expect((await app.call("sessions.preview", { keys: ["notes"] }, it)).body.previews[0]?.status).toBe("missing");
    expect((await app.call("sessions.reset", { key: "notes" }, it)).status).toBe(404);
    expect((await app.call("sessions.copy", { key: "notes" }, it)).status).toBe(404);
    expect((await app.call("chat.inject", { sessionKey: "notes", message: "x" }, it)).status).toBe(404);
    expect((await app.call("sessions.delete", { key: "notes" }, it)).body.deleted).toBe(false);
    const member = await app.person("rosa");
    const asMember = { token: member.token };
    for (const method of ["sessions.export_user", "sessions.purge_user"] as const) {
      expect((await app.call(method, { userId: owner.userId }, asMember)).status).toBe(403);
      expect((await app.call(method, { userId: member.userId }, asMember)).status).toBe(200);
    }
    expect(await said()).toEqual(["secret plans"]);
  }));

test("settings are kept, taken back by null, and a label is one conversation's", () =>
  withTestApp(async (app) => {
    const { me } = await spoken(app);
    const patch = (change: object) => app.call("sessions.patch", { key: "notes", ...change }, me);
    expect((await patch({ label: "Notes", thinkingLevel: "high", pinned: true })).body.entry).toMatchObject({
      label: "Notes",
      thinkingLevel: "high",
      pinned: true,
    });
    expect((await patch({ thinkingLevel: null })).body.entry).not.toHaveProperty("thinkingLevel");
    expect((await app.call("sessions.patch", { key: "other", label: "Notes" }, me)).status).toBe(409);
    expect((await app.call("sessions.resolve", { label: "Notes" }, me)).body.key).toBe("agent:main:notes");
    expect((await app.call("sessions.resolve", { label: "Notes", key: "notes" }, me)).status).toBe(400);
    expect((await patch({ execSecurity: "full" })).status).toBe(400);
    expect((await app.call("sessions.patch", { key: "agent:main:matrix:channel:!r:x" }, me)).status).toBe(400);
  }));

test("the list has pinned ones first, then the newest, without the archived, by pages, and finds by words", () =>
  withTestApp(async (app) => {
    const { me } = await spoken(app, "about whales");
    for (const key of ["a", "b", "c"]) {
      app.clock.skip(1000);
      await app.call("sessions.patch", { key }, me);
    }
    await app.call("sessions.patch", { key: "b", archived: true }, me);
    await app.call("sessions.patch", { key: "a", pinned: true }, me);
    const keys = async (params: object) =>
      (await app.call("sessions.list", params, me)).body.sessions.map(({ key }) => key.slice("agent:main:".length));
    expect(await keys({})).toEqual(["a", "c", "notes"]);
    expect(await keys({ archived: true })).toEqual(["b"]);
    expect(await keys({ search: "WHALE" })).toEqual(["notes"]);
    expect(await keys({ search: "%" })).toEqual([]);
    expect(await keys({ limit: 1, offset: 1 })).toEqual(["c"]);
    const { body } = await app.call("sessions.list", { limit: 2, includeDerivedTitles: true }, me);
    expect(body).toMatchObject({ count: 2, totalCount: 3, hasMore: true, nextOffset: 2 });
    const all = await app.call("sessions.list", { includeDerivedTitles: true, includeLastMessage: true }, me);
    expect(all.body.sessions.at(-1)).toMatchObject({
      derivedTitle: "about whales",
      lastMessagePreview: "about whales",
    });
  }));

test("a reset begins anew and keeps settings; what was said is still exported, and not shown", () =>
  withTestApp(async (app) => {
    const { me, owner, said } = await spoken(app, "old words");
    await app.call("sessions.patch", { key: "notes", model: "x/y" }, me);
    const before = (await app.call("sessions.resolve", { key: "notes" }, me)).body;
    const { body } = await app.call("sessions.reset", { key: "notes" }, me);
    expect(body.entry).toMatchObject({ key: before.key, model: "x/y", totalTokens: 0 });
    expect(await said()).toEqual([]);
    await app.call("chat.inject", { sessionKey: "notes", message: "new words" }, me);
    expect(await said()).toEqual(["new words"]);
    const exported = await app.call("sessions.export_user", { userId: owner.userId }, me);
    expect(exported.body.data.sessions[0]?.messages.map(({ content }) => content[0]?.text)).toEqual([
      "old words",
      "new words",
    ]);
  }));

test("a copy has the messages up to one, and goes its own way", () =>
  withTestApp(async (app) => {
    const { me, said } = await spoken(app, "one", "two", "three");
    const { messages } = (await app.call("chat.history", { sessionKey: "notes" }, me)).body;
    const fork = await app.call("sessions.copy", { key: "notes", messageId: messages[1]?.id ?? "" }, me);
    await app.call("chat.inject", { sessionKey: fork.body.key, message: "else" }, me);
    expect(await said(fork.body.key)).toEqual(["one", "two", "else"]);
    expect(await said()).toEqual(["one", "two", "three"]);
    expect((await app.call("sessions.copy", { key: "notes", messageId: "msg_none" }, me)).status).toBe(404);
  }));

test("a fork has what stood before a question, and gives its words to be said otherwise", () =>
  withTestApp(async (app) => {
    const { me, said } = await spoken(app, "one", "two", "three");
    await app.call("sessions.patch", { key: "notes", model: "x/y" }, me);
    const { messages } = (await app.call("chat.history", { sessionKey: "notes" }, me)).body;
    // What is injected is said by the agent: nothing of it is a question.
    const entryId = messages[1]?.id ?? "";
    expect((await app.call("sessions.fork", { sessionKey: "notes", entryId }, me)).status).toBe(404);
    await app.store.write<{ conversation_messages: { id: string; role: string } }, unknown>((tx) =>
      tx.updateTable("conversation_messages").set({ role: "user" }).where("id", "=", entryId).execute(),
    );
    const fork = (await app.call("sessions.fork", { sessionKey: "notes", agentId: "main", entryId }, me)).body;
    expect(fork).toEqual({ sessionKey: expect.stringMatching(/^agent:main:fork-/u), editorText: "two" });
    expect(await said(fork.sessionKey)).toEqual(["one"]);
    expect(await said()).toEqual(["one", "two", "three"]);
    const { entry } = (await app.call("sessions.patch", { key: fork.sessionKey }, me)).body;
    expect(entry.model).toBe("x/y");
    const wrong = await app.call("sessions.fork", { sessionKey: "agent:main:notes", agentId: "other", entryId }, me);
    expect(wrong.body.error.code).toBe("BAD_PARAMS");
    const older = { key: "notes", messageId: entryId };
    expect((await app.call("sessions.fork", older as never, me)).body.error.code).toBe("BAD_PARAMS");
  }));

test("the search finds beginnings of words without accents, and reads nothing of what is typed as its own language", () =>
  withTestApp(async (app) => {
    const { me } = await spoken(app, "Käse und Brot", "nur Brot");
    const hits = async (query: string) =>
      (await app.call("sessions.search", { query }, me)).body.results.map(({ text }) => text);
    expect(await hits("bro")).toEqual(["nur Brot", "Käse und Brot"]);
    expect(await hits("kase BROT")).toEqual(["Käse und Brot"]);
    expect(await hits("brot NOT kase")).toEqual([]);
    for (const query of ['"', "words:*", "NEAR(", "-", "a AND", "'; DROP TABLE conversations; --"]) {
      expect(await hits(query)).toEqual([]);
    }
  }));

describe("what is erased", () => {
  const left = (file: string, words: string) => {
    const database = new DatabaseSync(file, { readOnly: true });
    const { n } = database.prepare("SELECT count(*) AS n FROM chain_rows WHERE content LIKE ?").get(`%${words}%`) ?? {};
    // The index of the search as it lies on the disk.
    const index = database.prepare("SELECT block FROM conversation_words_data").all();
    const kept = index.some(({ block }) => block instanceof Uint8Array && Buffer.from(block).includes("urnafter"));
    if (kept) return "in the index";
    database.close();
    return n;
  };

  test("by deleting is gone from history, search and file; that it was, and by whom, is not", () =>
    withTestApp(async (app) => {
      const { me, said, owner } = await spoken(app, "burn after reading burnafterreading");
      expect(left(app.dataFile, "burn after")).toBe(1);
      expect((await app.call("sessions.delete", { key: "notes" }, me)).body.deleted).toBe(true);
      expect(left(app.dataFile, "burn after")).toBe(0);
      expect(await said()).toEqual([]);
      expect((await app.call("sessions.search", { query: "burn" }, me)).body.results).toEqual([]);
      expect((await app.call("sessions.list", {}, me)).body.sessions).toEqual([]);
      const database = new DatabaseSync(app.dataFile, { readOnly: true });
      const tombstone = database.prepare("SELECT header FROM chain_rows WHERE kind = 'erased'").get();
      database.close();
      expect(JSON.parse(String(tombstone?.header))).toEqual({ seqs: [1], by: owner.userId });
      await app.call("sessions.patch", { key: "main" }, me);
      expect((await app.call("sessions.delete", { key: "main" }, me)).status).toBe(409);
    }));

  test("for a person, by an admin, is all of theirs and nobody else's, and stands in the audit", () =>
    withTestApp(async (app) => {
      const { me, said, owner } = await spoken(app, "mine");
      const milo = await app.person("milo");
      for (const key of ["a", "b", "c"]) await app.call("sessions.patch", { key }, { token: milo.token });
      const { body } = await app.call("sessions.purge_user", { userId: milo.userId }, me);
      expect(body).toEqual({ ok: true, userId: milo.userId, sessionsDeleted: 3, sessionsTotal: 3 });
      expect((await app.call("sessions.list", {}, { token: milo.token })).body.sessions).toEqual([]);
      expect(await said()).toEqual(["mine"]);
      const { entries } = (await app.call("audit.list", {}, me)).body;
      expect(entries[0]).toMatchObject({
        action: "sessions.purge_user",
        who: { userId: owner.userId, subject: milo.userId },
      });
    }));
});

test("an export brings everything once, by pages, and a conversation that was changed is named", () =>
  withTestApp(async (app) => {
    const texts = Array.from({ length: 230 }, (_, n) => `message ${n}`);
    const { me, owner } = await spoken(app, ...texts);
    await app.call("sessions.patch", { key: "empty" }, me);
    const brought: string[] = [];
    const keys = new Set<string>();
    let after: string | undefined;
    for (let pages = 0; pages < 10; pages++) {
      const params = { userId: owner.userId, ...(after === undefined ? {} : { after }) };
      const { body } = await app.call("sessions.export_user", params, me);
      for (const { session, messages } of body.data.sessions) {
        keys.add(session.key);
        brought.push(...messages.map(({ content }) => content[0]?.text ?? ""));
      }
      if (body.next === null) break;
      after = body.next;
    }
    expect(brought).toEqual(texts);
    expect(keys).toEqual(new Set(["agent:main:notes", "agent:main:empty"]));

    expect((await app.call("sessions.verify", { key: "notes" }, me)).body).toEqual({ rows: 230, faults: [] });
    const database = new DatabaseSync(app.dataFile);
    database.exec("UPDATE chain_rows SET content = '[]' WHERE stream LIKE 'conversation:%' AND seq = 7");
    database.close();
    expect((await app.call("sessions.verify", { key: "notes" }, me)).body.faults).toEqual([
      { kind: "content", seq: 7 },
    ]);
  }));
