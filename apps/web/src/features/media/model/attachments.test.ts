import { AppError } from "@parley/kernel";
import type { OutgoingMedia } from "@parley/matrix";
import { buildRoom, buildSession, type FakeSession } from "@parley/testkit";
import { describe, expect, it, vi } from "vitest";
import { createAttachmentListOn } from "./attachment-list.ts";
import { createAttachments } from "./attachments.ts";
import { createObjectUrls } from "./object-urls.ts";

/** Waits until something holds, as long as the machine needs. */
const soon = (holds: () => void): Promise<void> => vi.waitFor(holds, { timeout: 5_000, interval: 5 });

const outgoing = (file: File): OutgoingMedia => ({
  media: file.name.endsWith(".png") ? "image" : "file",
  file,
  name: file.name,
  mimetype: "application/octet-stream",
  width: null,
  height: null,
  duration: null,
  blurhash: null,
  thumbnail: null,
});

/** A page with the room open; the same session again is the next page. */
function rig(session: FakeSession = buildSession({ rooms: [buildRoom({ id: "!a" })] })) {
  let number = 0;
  const urls = createObjectUrls({ create: () => `blob:${++number}`, revoke: () => {} });
  const prepare = async (file: File) => {
    if (file.name.startsWith("bad")) throw new Error("not readable");
    if (file.name.startsWith("slow")) await new Promise((resolve) => setTimeout(resolve, 30));
    return outgoing(file);
  };
  const page = { held: 0 };
  const holdPage = () => {
    let holds = true;
    page.held += 1;
    return () => {
      if (holds) page.held -= 1;
      holds = false;
    };
  };
  const attachments = createAttachmentListOn({ prepare, urls, holdPage }, session, "!a");
  const states = () => attachments.items.value.map(({ state }) => state);
  const names = () => attachments.items.value.map(({ name }) => name);
  return { page, session, urls, attachments, timeline: session.openTimeline("!a"), states, names };
}

/** Keeping that waits for a test. */
function held(session: FakeSession) {
  const gate = Promise.withResolvers<void>();
  session.keptFiles.hold = gate.promise;
  return gate;
}

const rows = ({ timeline }: ReturnType<typeof rig>) =>
  timeline.items.value.map((item) => (item.type === "message" ? item.body : null));

describe("attachments of a room", () => {
  it("are looked into, and say what cannot be sent before it is sent", async () => {
    const { session, attachments, states, urls } = rig();
    session.files.most = 10;
    attachments.add([
      new File(["12345"], "a.png"),
      new File(["x".repeat(11)], "big.zip"),
      new File([], "none"),
      new File(["1"], "bad"),
    ]);
    expect(states()).toEqual(["reading", "reading", "empty", "reading"]);
    await soon(() => expect(states()).toEqual(["ready", "too-large", "empty", "unreadable"]));
    expect(attachments.items.value[1]?.limit).toBe(10);
    expect(attachments.ready.value).toBe(false);
    expect(attachments.halts()).toBe(true);
    expect(attachments.halted.value?.id).toBe(attachments.items.value[1]?.id);
    for (const chip of attachments.items.value.slice(1)) attachments.remove(chip.id);
    expect([attachments.ready.value, attachments.halts(), attachments.halted.value]).toEqual([true, false, null]);
    expect(urls.live).toBe(1);
    attachments.close();
    expect(urls.live).toBe(0);
  });

  it("are sent in order with the words under the last, and leave no address behind", async () => {
    const world = rig();
    const { attachments, timeline, urls, page, states } = world;
    attachments.add([new File(["1"], "one.png"), new File(["2"], "two.png")]);
    await soon(() => expect(states()).toEqual(["ready", "ready"]));
    expect([urls.live, page.held]).toEqual([2, 0]);
    expect(await attachments.send({ text: "both" }, timeline)).toBe(true);
    expect(rows(world)).toMatchObject([
      { name: "one.png", caption: null },
      { name: "two.png", caption: { text: "both" } },
    ]);
    expect(attachments.items.value).toEqual([]);
    expect([urls.live, page.held]).toEqual([0, 0]);
    expect(world.session.keptFiles.all.value).toEqual([]);
  });

  it("keep the order in which they were chosen over a reload, whichever was looked into first", async () => {
    const first = rig();
    first.attachments.add([new File(["1"], "slow.png"), new File([], "none"), new File(["2"], "quick.zip")]);
    first.attachments.add([new File(["3"], "slow.bin"), new File(["4"], "last.zip")]);
    await soon(() => expect(first.states()).toEqual(["ready", "empty", "ready", "ready", "ready"]));
    first.attachments.close();
    expect(rig(first.session).names()).toEqual(["slow.png", "quick.zip", "slow.bin", "last.zip"]);
  });

  it("stay beside the words, and hold the page, until they are kept: only then do rows promise them", async () => {
    const world = rig();
    const { attachments, timeline, page, session, states } = world;
    const gate = held(session);
    attachments.add([new File(["1"], "big.bin")]);
    await soon(() => expect(states()).toEqual(["keeping"]));
    expect([page.held, attachments.ready.value]).toEqual([1, true]);
    const sent = attachments.send(null, timeline);
    expect(attachments.items.value).toMatchObject([{ name: "big.bin", going: true }]);
    // It cannot go twice, and what is written meanwhile has no part in it.
    expect([attachments.ready.value, attachments.halts()]).toEqual([false, false]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(rows(world)).toEqual([]);
    gate.resolve();
    expect(await sent).toBe(true);
    expect(rows(world)).toMatchObject([{ name: "big.bin" }]);
    expect([page.held, attachments.items.value]).toEqual([0, []]);
  });

  it("come back on the next page, with their pictures, and what was not kept is named", async () => {
    const first = rig();
    first.attachments.add([new File(["1"], "one.png"), new File(["2"], "two.zip")]);
    await soon(() => expect(first.states()).toEqual(["ready", "ready"]));
    first.attachments.close();
    expect(first.urls.live).toBe(0);
    const { keptFiles } = first.session;
    const [one] = keptFiles.all.peek() ?? [];
    if (one === undefined) throw new Error("nothing is kept");
    keptFiles.all.value = [...(keptFiles.all.peek() ?? []), { ...one, id: "cut", name: "big.bin", whole: false }];

    const next = rig(first.session);
    expect(next.names()).toEqual(["one.png", "two.zip", "big.bin"]);
    expect(next.states()).toEqual(["ready", "ready", "lost"]);
    await soon(() => expect(next.urls.live).toBe(1));
    expect(next.page.held).toBe(0);
    // The words do not go without it.
    expect([next.attachments.ready.value, next.attachments.halts()]).toEqual([false, true]);
    next.attachments.remove("cut");
    expect(await next.attachments.send({ text: "both" }, next.timeline)).toBe(true);
    expect(rows(next)).toMatchObject([{ name: "one.png" }, { name: "two.zip", caption: { text: "both" } }]);
    expect([keptFiles.all.value, next.urls.live]).toEqual([[], 0]);
  });

  it("are told apart from those that another tab has sent", async () => {
    const { attachments, states, session, names, urls } = rig();
    attachments.add([new File(["1"], "one.png"), new File(["2"], "two.png")]);
    await soon(() => expect(states()).toEqual(["ready", "ready"]));
    const all = session.keptFiles.all.peek();
    // While another tab has the account, nothing is known of it.
    session.keptFiles.all.value = null;
    expect(names()).toEqual(["one.png", "two.png"]);
    session.keptFiles.all.value = all?.slice(1) ?? [];
    expect(names()).toEqual(["two.png"]);
    expect(urls.live).toBe(1);
  });

  it("say when they cannot be kept, can be sent all the same, and are kept once they can", async () => {
    const world = rig();
    const { attachments, session, page, states } = world;
    session.keptFiles.hold = Promise.reject(new AppError("MATRIX_STORE_FULL", "no room"));
    session.keptFiles.hold.catch(() => {});
    attachments.add([new File(["1"], "one.zip"), new File(["2"], "two.zip")]);
    await soon(() => expect(states()).toEqual(["ready", "ready"]));
    expect(attachments.items.value.map(({ loose }) => loose)).toEqual([true, true]);
    expect(page.held).toBe(2);
    session.keptFiles.hold = Promise.resolve();
    session.keptFiles.all.value = null;
    session.keptFiles.all.value = [];
    await soon(() => expect(attachments.items.value.map(({ loose }) => loose)).toEqual([false, false]));
    expect(page.held).toBe(0);
    session.keptFiles.hold = Promise.reject(new AppError("MATRIX_STORE_FULL", "no room"));
    session.keptFiles.hold.catch(() => {});
    attachments.add([new File(["3"], "three.zip")]);
    expect(await attachments.send(null, world.timeline)).toBe(true);
    expect(rows(world)).toMatchObject([{ name: "one.zip" }, { name: "two.zip" }, { name: "three.zip" }]);
    expect(page.held).toBe(0);
  });

  it("do not go when one of them turns out to be bad, nor when all are taken back", async () => {
    const world = rig();
    const { attachments, timeline, session } = world;
    attachments.add([new File(["1"], "one.zip"), new File(["1"], "bad.zip")]);
    expect(await attachments.send({ text: "words" }, timeline)).toBe(false);
    expect(rows(world)).toEqual([]);
    expect(attachments.items.value).toMatchObject([
      { name: "one.zip", going: false },
      { name: "bad.zip", state: "unreadable", going: false },
    ]);
    expect(attachments.halted.value?.id).toBe(attachments.items.value[1]?.id);
    for (const { id } of attachments.items.value) attachments.remove(id);
    held(session);
    attachments.add([new File(["1"], "two.zip")]);
    await soon(() => expect(world.states()).toEqual(["keeping"]));
    const sent = attachments.send({ text: "words" }, timeline);
    attachments.remove(attachments.items.value[0]?.id ?? "");
    session.keptFiles.hold = Promise.resolve();
    expect(attachments.items.value).toEqual([]);
    void sent;
    expect(rows(world)).toEqual([]);
  });

  it("stay when they could not be written down", async () => {
    const { attachments, timeline, page, names, states } = rig();
    attachments.add([new File(["1"], "one.png"), new File(["2"], "two.png")]);
    const full = new AppError("MATRIX_STORE_FULL", "no room");
    let calls = 0;
    const failing = { ...timeline, sendMedia: async () => (++calls === 2 ? Promise.reject(full) : undefined) };
    await expect(attachments.send(null, failing)).rejects.toBe(full);
    expect(page.held).toBe(0);
    expect([names(), states(), attachments.ready.value]).toEqual([["two.png"], ["ready"], true]);
  });

  it("leave no address behind when they are closed on their way", async () => {
    const { attachments, timeline, urls, states } = rig();
    attachments.add([new File(["1"], "one.png")]);
    await soon(() => expect(states()).toEqual(["ready"]));
    expect(urls.live).toBe(1);
    const lost = new AppError("MATRIX_STORE_LOST", "taken over");
    await expect(attachments.send(null, { ...timeline, sendMedia: () => Promise.reject(lost) })).rejects.toBe(lost);
    expect(attachments.items.value[0]?.preview).not.toBeNull();
    expect(urls.live).toBe(1);
    const ended = Promise.withResolvers<void>();
    const sendMedia = vi.fn(() => ended.promise);
    const sent = attachments.send(null, { ...timeline, sendMedia });
    await soon(() => expect(sendMedia).toHaveBeenCalled());
    attachments.close();
    ended.reject(lost);
    await expect(sent).rejects.toBe(lost);
    expect(attachments.items.value).toEqual([]);
    expect(urls.live).toBe(0);
  });

  it("are bounded, and those left out are counted", () => {
    const { attachments } = rig();
    attachments.add(Array.from({ length: 33 }, (_, index) => new File(["1"], `${index}`)));
    expect(attachments.items.value).toHaveLength(30);
    expect(attachments.left.value).toBe(3);
  });

  it("are loaded with the first file, or when an earlier page has left some", async () => {
    const { session } = rig();
    const make = vi.fn(async () => rig(session).attachments);
    const front = createAttachments(session, "!a", make);
    expect(front.items.value).toEqual([]);
    expect([front.halts(), front.ready.value]).toEqual([false, false]);
    expect(make).not.toHaveBeenCalled();
    await session.keptFiles.keep("!a", "left", outgoing(new File(["1"], "left.zip")), new AbortController().signal);
    await soon(() => expect(front.items.value).toMatchObject([{ name: "left.zip", state: "ready" }]));
    front.add([new File(["1"], "more.zip")]);
    await soon(() => expect(front.items.value).toHaveLength(2));
    expect(make).toHaveBeenCalledOnce();
    front.close();
    expect(front.items.value).toEqual([]);
  });
});
