import { afterAll, beforeAll, expect, test } from "vitest";
import type { RealStack, TestAccount } from "../stack/contract.ts";
import { startRealStack } from "../stack/real-stack.ts";
import type { Seeded } from "./seed.ts";

let stack: RealStack;
let owner: TestAccount;
let seeded: Seeded;

beforeAll(async () => {
  stack = await startRealStack();
  owner = await stack.register("rosa");
  seeded = await stack.seed({ owner: owner.userId, rooms: 40, channels: 10, members: 30, messages: 60 });
});
afterAll(() => stack?.stop());

// biome-ignore lint/suspicious/noExplicitAny: answers of the homeserver, looked into by the tests.
async function ask(path: string, body?: object): Promise<any> {
  const answer = await fetch(`${stack.baseUrl}/_matrix/client/v3${path}`, {
    method: body === undefined ? "GET" : "PUT",
    headers: { "authorization": `Bearer ${owner.accessToken}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

test("Synapse takes what was written for its own", async () => {
  const { rooms } = await ask("/sync?timeout=0");
  expect(Object.keys(rooms.join)).toHaveLength(42);
  const { joined } = await ask(`/rooms/${seeded.large}/joined_members`);
  expect(Object.keys(joined)).toHaveLength(31);
  const { chunk } = await ask(`/rooms/${seeded.large}/messages?dir=b&limit=100`);
  const bodies = chunk.map((event: { content: { body?: string } }) => event.content.body).filter(Boolean);
  expect(bodies).toHaveLength(60);
  expect(bodies[0]).toContain("(59)");
});

test("and goes on from there: messages, state, a child of the space", async () => {
  const sent = await ask(`/rooms/${seeded.large}/send/m.room.message/1`, { msgtype: "m.text", body: "new" });
  const { chunk } = await ask(`/rooms/${seeded.large}/messages?dir=b&limit=1`);
  expect(chunk[0].event_id).toBe(sent.event_id);
  const [first = ""] = seeded.rooms;
  await ask(`/rooms/${first}/state/m.room.name/`, { name: "renamed" });
  expect(await ask(`/rooms/${first}/state/m.room.name/`)).toEqual({ name: "renamed" });
  await ask(`/rooms/${seeded.space}/state/m.space.child/${seeded.rooms[20]}`, { via: ["localhost"] });
});
