import { MatrixClient, MemoryStore, User } from "matrix-js-sdk";
import { expect, it } from "vitest";
import type { People } from "../contract/people.ts";
import { watchUse } from "./in-use.ts";

it("is in use elsewhere only while nobody is here and the account is active all the same", () => {
  const client = new MatrixClient({ baseUrl: "http://h.test", userId: "@me:x", store: new MemoryStore() });
  const said: boolean[] = [];
  const base: Pick<People, "setIdle"> = { setIdle: (idle) => said.push(idle) };
  const { people, isInUseElsewhere } = watchUse(client, "@me:x", base as People);
  const own = new User("@me:x");
  people.setIdle(true);
  expect(isInUseElsewhere(), "nothing is known of it").toBe(false);
  client.store.storeUser(own);
  Object.assign(own, { presence: "unavailable" });
  expect(isInUseElsewhere(), "resting everywhere").toBe(false);
  Object.assign(own, { presence: "online" });
  expect(isInUseElsewhere()).toBe(true);
  people.setIdle(false);
  expect(isInUseElsewhere(), "someone is here").toBe(false);
  expect(said).toEqual([true, false]);
});
