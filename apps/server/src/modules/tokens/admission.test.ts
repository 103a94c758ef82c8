import type { Account } from "@parley/protocol";
import { expect, test } from "vitest";
import { createAdmission } from "./admission.ts";
import { createHolders } from "./holders.ts";

test("who is let in while a right is taken away has it no more", async () => {
  const holders = createHolders();
  let account: Account | null = null;
  const found = (role: Account["role"]): Account => ({ userId: "@mia:here", role, createdAt: 0 });
  const never = (): never => {
    throw new Error("not asked");
  };
  const admit = createAdmission({
    authenticate: async () => {
      const principal = {
        userId: "@mia:here",
        role: "admin" as const,
        scopes: ["operator.read" as const, "operator.admin" as const],
        sessionId: "tok_1",
        local: false,
        via: "token" as const,
      };
      // The role goes while the handshake is on its way.
      account = found("member");
      holders.letGo("tok_1");
      return principal;
    },
    accounts: { find: async () => account, ownerId: async () => "@o:here" },
    devices: { find: never, ofToken: never, pairBy: never, tokenFor: never } as never,
    pairing: { ask: never } as never,
    password: { matches: never } as never,
    throttle: { check() {}, failed() {}, guard: (_key, work) => work() },
    mark: holders.mark,
  });
  const peer = { address: "127.0.0.1", counted: "127.0.0.1" } as never;
  const outcome = await admit({ auth: { token: "prt_x" }, device: null, scopes: ["operator.admin"], peer });
  expect(outcome).toMatchObject({ principal: { role: "member", scopes: ["operator.read"] } });
  account = null;
  holders.letGo("tok_2");
  expect(holders.mark()(["tok_1", "tok_2"])).toBe(false);
});
