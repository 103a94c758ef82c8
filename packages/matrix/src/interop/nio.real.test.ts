import { type NioPeer, type RealStack, startNio, startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import type { Timeline } from "../contract/timeline.ts";
import { delivered, find, messages, Person, texts, until } from "../timeline/testing/real-person.ts";

let stack: RealStack;
let ann: Person;
let nio: NioPeer | { readonly reason: string };
let roomId: string;
let timeline: Timeline;

beforeAll(async () => {
  stack = await startRealStack();
  const account = await stack.register("foreign");
  nio = await startNio({ baseUrl: stack.baseUrl, ...account });
  if ("reason" in nio) return;
  ann = await Person.signUp(stack, "ann", fetch);
  const spaceId = await ann.session.rooms.createSpace({ name: "Space", channels: [] });
  roomId = await ann.session.rooms.createChannel(spaceId, { name: "general" });
  await until("the channel", () => {
    ann.session.rooms.list.value;
    return ann.session.rooms.details(roomId).value?.membership === "join";
  });
  await ann.session.rooms.invite(roomId, nio.userId);
  await nio.join(roomId);
  timeline = await ann.open(roomId);
}, 240_000);

afterAll(async () => {
  timeline?.close();
  await ann?.session.close();
  if (nio !== undefined && !("reason" in nio)) await nio.stop();
  await stack?.stop();
});

/** The foreign client, or the test is skipped with the reason why there is none. */
function peer({ skip }: TestContext): NioPeer {
  if ("reason" in nio) return skip(nio.reason);
  return nio;
}

const shown = (text: string) => until(`“${text}” shown; there are: ${texts(timeline)}`, () => find(timeline, text));

describe("what we send, in matrix-nio", () => {
  test("text, an answer, an edit, a reaction and a removal", async (context) => {
    const other = peer(context);
    await timeline.send({ text: "with *marks*", html: "with <em>marks</em>" });
    const first = await other.received("a message", ({ content }) => content.body === "with *marks*");
    expect(first).toMatchObject({
      decrypted: true,
      sender: ann.account.userId,
      type: "m.room.message",
      content: { msgtype: "m.text", format: "org.matrix.custom.html", formatted_body: "with <em>marks</em>" },
    });

    await timeline.send({ text: "an answer", replyTo: first.id });
    const answer = await other.received("an answer", ({ content }) => content.body?.endsWith("an answer") === true);
    expect(answer.content["m.relates_to"]?.["m.in_reply_to"]?.event_id).toBe(first.id);

    await timeline.edit(first.id, { text: "without marks" });
    const edit = await other.received("an edit", ({ content }) => content["m.new_content"] !== undefined);
    expect(edit.content["m.new_content"]?.body).toBe("without marks");
    expect(edit.content["m.relates_to"]).toMatchObject({ rel_type: "m.replace", event_id: first.id });

    await timeline.toggleReaction(answer.id, "🎉");
    const reaction = await other.received("a reaction", ({ type }) => type === "m.reaction");
    expect(reaction.content["m.relates_to"]).toEqual({ rel_type: "m.annotation", event_id: answer.id, key: "🎉" });

    await timeline.redact(answer.id);
    await other.received("a removal", ({ type, redacts, content }) => {
      return type === "m.room.redaction" && (redacts ?? content.redacts) === answer.id;
    });
  });

  test("a mention names whom it means", async (context) => {
    const other = peer(context);
    await timeline.send({ text: "Foreign: hello", mentions: { userIds: [other.userId] } });
    const { content } = await other.received("a mention", ({ content }) => content.body === "Foreign: hello");
    expect(content["m.mentions"]).toEqual({ user_ids: [other.userId] });
  });
});

/** Bytes that are no picture; nobody on the way may look. */
const bytes = (length: number, seed: number) => Uint8Array.from({ length }, (_, at) => (at * 31 + seed) % 251);

describe("files, encrypted, both ways", () => {
  test("an image of ours is opened there", async (context) => {
    const other = peer(context);
    const image = bytes(100_000, 1);
    const small = bytes(2000, 2);
    await timeline.sendMedia(
      {
        media: "image",
        file: new Blob([image], { type: "image/png" }),
        name: "holiday.png",
        mimetype: "image/png",
        width: 640,
        height: 480,
        duration: null,
        blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
        thumbnail: { file: new Blob([small]), mimetype: "image/jpeg", width: 320, height: 240 },
      },
      { text: "the sea" },
    );
    const { content } = await other.received("an image", ({ content }) => content.msgtype === "m.image");
    expect(content).toMatchObject({
      body: "the sea",
      filename: "holiday.png",
      info: { mimetype: "image/png", w: 640, h: 480, size: image.length },
    });
    expect(content.url).toBeUndefined();
    expect(await other.download(content.file ?? {})).toEqual(image);
    expect(await other.download(content.info?.thumbnail_file ?? {})).toEqual(small);
  });

  test("an image and a file from there are opened here", async (context) => {
    const other = peer(context);
    for (const [msgtype, name, mimetype] of [
      ["m.image", "far.jpg", "image/jpeg"],
      ["m.file", "notes.pdf", "application/pdf"],
    ] as const) {
      const data = bytes(50_000, name.length);
      const file = await other.upload(data, mimetype, name);
      await other.send(roomId, "m.room.message", {
        msgtype,
        body: name,
        file,
        info: { mimetype, size: data.length, w: 10, h: 10 },
      });
      const body = await until(`${name} shown`, () =>
        messages(timeline)
          .map((item) => item.body)
          .find((each) => each.type === "media" && each.name === name),
      );
      if (body.type !== "media" || body.source === null) throw new Error(`${name} has no source`);
      expect(body.media).toBe(msgtype.slice(2));
      const read = await ann.session.files.read(body.source);
      expect(new Uint8Array(await read.arrayBuffer())).toEqual(data);
    }
  });
});

describe("what matrix-nio sends, here", () => {
  test("text, an answer, an edit, a reaction and a removal", async (context) => {
    const other = peer(context);
    const id = await other.send(roomId, "m.room.message", { msgtype: "m.text", body: "from afar" });
    const item = await shown("from afar");
    expect(item).toMatchObject({ eventId: id, senderId: other.userId, mine: false });

    await other.send(roomId, "m.room.message", {
      "msgtype": "m.text",
      "body": "and an answer",
      "m.relates_to": { "m.in_reply_to": { event_id: id } },
    });
    const answer = await shown("and an answer");
    expect(answer.replyTo).toMatchObject({ eventId: id, text: "from afar" });

    await other.send(roomId, "m.room.message", {
      "msgtype": "m.text",
      "body": "* from very far",
      "m.new_content": { msgtype: "m.text", body: "from very far" },
      "m.relates_to": { rel_type: "m.replace", event_id: id },
    });
    expect((await shown("from very far")).edited).toBe(true);

    await other.send(roomId, "m.reaction", {
      "m.relates_to": { rel_type: "m.annotation", event_id: id, key: "👋" },
    });
    await until("the reaction", () => find(timeline, "from very far")?.reactions[0]?.senders.length === 1);
    expect(find(timeline, "from very far")?.reactions[0]).toEqual({ key: "👋", senders: [other.userId], mine: false });

    await other.redact(roomId, answer.eventId ?? "");
    await until("the removal", () => find(timeline, "and an answer") === undefined);
  });

  test("a message that answers ours, after ours went out", async (context) => {
    const other = peer(context);
    await timeline.send({ text: "asked here" });
    const asked = await delivered(timeline, "asked here");
    await other.received("the question", ({ content }) => content.body === "asked here");
    await other.send(roomId, "m.room.message", {
      "msgtype": "m.text",
      "body": "answered there",
      "m.relates_to": { "m.in_reply_to": { event_id: asked.eventId } },
    });
    expect((await shown("answered there")).replyTo).toMatchObject({ eventId: asked.eventId, text: "asked here" });
  });
});
