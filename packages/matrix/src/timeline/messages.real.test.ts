import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Timeline } from "../contract/timeline.ts";
import { delivered, find, Person, until } from "./testing/real-person.ts";

let stack: RealStack;
let ann: Person;
let bob: Person;

beforeAll(async () => {
  stack = await startRealStack();
  ann = await Person.signUp(stack, "ann", fetch);
  bob = await Person.signUp(stack, "bob", fetch);
});

afterAll(async () => {
  await ann?.session.close();
  await bob?.session.close();
  await stack?.stop();
});

const shown = (timeline: Timeline, text: string) => until(`“${text}” shown`, () => find(timeline, text), 40_000);

describe("messages between two encrypted sessions", () => {
  it("are pinned by those who may, read in their earlier versions, sent on, and deleted with a way back", async () => {
    const spaceId = await ann.session.rooms.createSpace({ name: "Space", channels: [{ name: "other" }] });
    const roomId = await ann.session.rooms.createChannel(spaceId, { name: "general" });
    const joined = (person: Person) =>
      until("the channel", () => {
        person.session.rooms.list.value;
        return person.session.rooms.details(roomId).value?.membership === "join";
      });
    await joined(ann);
    await ann.session.rooms.invite(roomId, bob.account.userId);
    await until("the invitation", () => bob.session.rooms.list.value.invites.find(({ id }) => id === roomId));
    await bob.session.rooms.join(roomId);
    const here = await ann.open(roomId);
    const there = await bob.open(roomId);

    // Versions.
    await here.send({ text: "first" });
    const { eventId } = await delivered(here, "first");
    await shown(there, "first");
    await here.edit(eventId, { text: "second" });
    await shown(there, "second");
    await here.edit(eventId, { text: "third" });
    await shown(there, "third");
    const versions = await there.versions(eventId);
    expect(versions.map(({ body }) => (body.type === "text" ? body.text : body.type))).toEqual([
      "first",
      "second",
      "third",
    ]);
    expect(versions[0]?.eventId).toBe(eventId);

    // Pins.
    there.pins.load();
    expect(here.pins.may.value).toBe(true);
    expect(there.pins.may.value).toBe(false);
    await here.pins.pin(eventId);
    expect(here.pins.ids.value).toEqual([eventId]);
    const pinned = await until("the pinned message", () => there.pins.messages.value[0]?.item);
    expect(pinned.body).toMatchObject({ type: "text", text: "third" });
    await expect(there.pins.unpin(eventId)).rejects.toMatchObject({ code: "MATRIX_FORBIDDEN" });
    await here.pins.unpin(eventId);
    await until("nothing pinned", () => there.pins.ids.value.length === 0);

    // Sent on.
    const otherId = await until(
      "the other channel",
      () => ann.session.rooms.list.value.spaces[0]?.categories[0]?.channels.find(({ name }) => name === "other")?.id,
    );
    await here.forward(eventId, otherId);
    const other = await ann.open(otherId);
    await delivered(other, "third");

    // Deleted, brought back, deleted for good when the page goes.
    await here.redactSoon(eventId, 60_000);
    await until("the deletion", () => find(here, "third") === undefined);
    await here.undoRedact(eventId);
    await until("the message again", () => find(here, "third"));
    await here.redactSoon(eventId, 60_000);
    expect(find(there, "third")).toBeDefined();
    here.hurry();
    await until("the deletion there", () => find(there, "third") === undefined);
    await expect(here.undoRedact(eventId)).rejects.toMatchObject({ code: "MATRIX_ALREADY_SENDING" });

    // Deleted a moment before signing out.
    await here.send({ text: "regretted" });
    const regretted = await delivered(here, "regretted");
    await shown(there, "regretted");
    await here.redactSoon(regretted.eventId, 60_000);
    for (const timeline of [here, other]) timeline.close();
    await ann.session.signOut();
    await until("the last deletion there", () => find(there, "regretted") === undefined);
    there.close();
  });
});
