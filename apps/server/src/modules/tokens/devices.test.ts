import { limits, type ScopeName } from "@parley/protocol";
import { describe, expect, test } from "vitest";
import type { TestApp } from "../../testing/test-app.ts";
import { TestDevice } from "../../testing/test-device.ts";
import { withSockets } from "../../testing/test-socket.ts";

const tokenWith = async ({ call }: TestApp, token: string, scopes: readonly ScopeName[]) => {
  const made = await call("tokens.create", { name: "n", scopes: [...scopes] }, { token });
  return { token: made.body.token, id: made.body.accessToken.id };
};

describe("a device's proof", () => {
  test.each(["v2", "v3"] as const)("is taken as version %s signs it", async (text) => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const { token } = await tokenWith(app, owner.token, ["operator.read"]);
      const hello = await new TestDevice(app.clock).connect(open(), { token, text });
      expect(hello.payload.auth.scopes).toEqual(["operator.read"]);
    });
  });

  test.each([
    ["device identity required", "DEVICE_IDENTITY_REQUIRED", "NOT_PAIRED", { params: { device: undefined, auth: {} } }],
    [
      "device identity mismatch",
      "DEVICE_AUTH_DEVICE_ID_MISMATCH",
      "INVALID_REQUEST",
      { proof: { id: "0".repeat(64) } },
    ],
    ["device identity mismatch", "DEVICE_AUTH_DEVICE_ID_MISMATCH", "INVALID_REQUEST", { proof: { publicKey: "%%" } }],
    // Wrong in two things: the first of the order is said.
    ["device signature expired", "DEVICE_AUTH_SIGNATURE_EXPIRED", "INVALID_REQUEST", { signedAt: 1, nonce: "x" }],
    ["device nonce required", "DEVICE_AUTH_NONCE_REQUIRED", "INVALID_REQUEST", { text: "v1", proof: { nonce: " " } }],
    ["device nonce required", "DEVICE_AUTH_NONCE_REQUIRED", "INVALID_REQUEST", { proof: { nonce: undefined } }],
    ["device nonce mismatch", "DEVICE_AUTH_NONCE_MISMATCH", "INVALID_REQUEST", { nonce: "another" }],
    ["device signature invalid", "DEVICE_AUTH_SIGNATURE_INVALID", "INVALID_REQUEST", { text: "v1" }],
    ["device signature invalid", "DEVICE_AUTH_SIGNATURE_INVALID", "INVALID_REQUEST", { proof: { signature: "AAAA" } }],
    [
      "device signature invalid",
      "DEVICE_AUTH_SIGNATURE_INVALID",
      "INVALID_REQUEST",
      { params: { scopes: ["operator.admin"] } },
    ],
  ] as const)("that is wrong is refused: %s, %s", async (message, code, wire, how) => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const { token } = await tokenWith(app, owner.token, ["operator.read"]);
      const socket = open();
      const answer = await new TestDevice(app.clock).connect(socket, { token, ...how });
      expect(answer.error).toMatchObject({ code: wire, message, details: { code } });
      expect(await socket.end()).toEqual({ code: 1008, reason: message });
    });
  });

  test("may be some minutes old and no more", async () => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const { token } = await tokenWith(app, owner.token, ["operator.read"]);
      const device = new TestDevice(app.clock);
      for (const [offset, ok] of [
        [100_000, true],
        [-100_000, true],
        [limits.deviceSkewMs + 1, false],
        [-limits.deviceSkewMs - 1, false],
      ] as const) {
        const answer = await device.connect(open(), { token, signedAt: app.clock.now() + offset });
        expect([offset, answer.ok]).toEqual([offset, ok]);
      }
    });
  });
});

describe("a device with an access token", () => {
  test("is paired at once with no more than the token's scopes, and comes back by its own token", async () => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const { token } = await tokenWith(app, owner.token, ["operator.read", "operator.approvals"]);
      const device = new TestDevice(app.clock);
      const scopes = ["operator.admin", "operator.approvals", "operator.pairing"];
      const first = await device.connect(open(), { token, scopes });
      expect(first.payload.auth).toMatchObject({ role: "operator", scopes: ["operator.approvals"] });
      const own = first.payload.auth.deviceToken;
      expect(own).toMatch(/^prd_/);
      expect(app.redactor.redact(own)).toBe("[redacted]");

      // As version 3 does it: in the place of the token, asking for the same again.
      const again = await device.connect(open(), { token: own, scopes, params: { maxProtocol: 3 } });
      expect(again.payload.protocol).toBe(3);
      expect(again.payload.auth).toBeUndefined();
      // As version 4 does it.
      const newer = await device.connect(open(), { deviceToken: own, scopes });
      expect(newer.payload.auth).toEqual({ role: "operator", scopes: ["operator.approvals"] });

      const other = await new TestDevice(app.clock).connect(open(), { token: own, scopes });
      expect(other.error).toMatchObject({ code: "INVALID_REQUEST", details: { code: "AUTH_DEVICE_TOKEN_MISMATCH" } });
      const listed = await app.call("device.pair.list", {}, { token: owner.token });
      expect(listed.body.paired).toMatchObject([
        {
          deviceId: device.id,
          publicKey: device.publicKey,
          displayName: "Box",
          scopes: ["operator.approvals"],
          tokens: [{ role: "operator", scopes: ["operator.approvals"] }],
        },
      ]);
      expect(JSON.stringify(listed.body)).not.toContain(own.slice(4));
    });
  });

  test("loses its token and its sockets with the access token that paired it", async () => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const { token, id } = await tokenWith(app, owner.token, ["operator.read"]);
      const device = new TestDevice(app.clock);
      const [one, two] = [open(), open()];
      const own = (await device.connect(one, { token })).payload.auth.deviceToken;
      await device.connect(two, { token: own });
      await app.call("tokens.revoke", { id }, { token: owner.token });
      expect((await one.end()).reason).toBe("session over");
      expect((await two.end()).reason).toBe("session over");
      expect((await device.connect(open(), { token: own })).ok).toBe(false);
    });
  });

  test("does not outlive its access token by a new token that it makes itself, nor by one that a crash left over", async () => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const { token, id } = await tokenWith(app, owner.token, ["operator.read", "operator.pairing"]);
      const device = new TestDevice(app.clock);
      const socket = open();
      const hello = await device.connect(socket, { token, scopes: ["operator.read", "operator.pairing"] });
      expect(hello.ok).toBe(true);
      const { paired } = (await socket.request("device.pair.list", {})).payload;
      const rotated = await socket.request("device.token.rotate", { deviceId: paired[0].deviceId, role: "operator" });
      const own = rotated.payload.token;
      expect((await device.connect(open(), { token: own })).ok).toBe(true);
      // As a crash between the two writes of a revocation would leave it.
      await app.store.write<{ access_tokens: { id: string; revoked_at: number | null } }, unknown>((tx) =>
        tx.updateTable("access_tokens").set({ revoked_at: app.clock.now() }).where("id", "=", id).execute(),
      );
      expect((await device.connect(open(), { token: own })).ok).toBe(false);
    });
  });

  test("that asks for something new by its own token waits for a person who holds it", async () => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const member = await app.person("mia");
      const { token } = await tokenWith(app, owner.token, ["operator.read", "operator.pairing"]);
      const device = new TestDevice(app.clock);
      const own = (await device.connect(open(), { token })).payload.auth.deviceToken;
      const [listener, elsewhere] = [open(), open()];
      const pairing = { scopes: ["operator.read", "operator.pairing"] };
      await listener.connect(owner.token, pairing);
      await elsewhere.connect(member.token, pairing);

      const socket = open();
      const more = ["operator.read", "operator.write"];
      const refused = await device.connect(socket, { token: own, scopes: more });
      expect(refused.error).toMatchObject({
        code: "NOT_PAIRED",
        message: "pairing required",
        details: { code: "PAIRING_REQUIRED", reason: "scope-upgrade", deviceId: device.id },
      });
      expect(await socket.end()).toEqual({ code: 1008, reason: "pairing required" });
      const told = await listener.event("device.pair.requested");
      const { requestId } = refused.error.details;
      expect(told.payload).toMatchObject({ requestId, isRepair: true, scopes: more });
      expect((await device.connect(open(), { token: own, scopes: more })).error.details.requestId).toBe(requestId);

      // A member of another account does not see it; a program cannot give what it does not hold.
      expect((await elsewhere.request("device.pair.list", {})).payload).toEqual({ pending: [], paired: [] });
      expect((await elsewhere.request("device.pair.approve", { requestId })).error.details.code).toBe("NOT_FOUND");
      const program = open();
      await program.connect(token, pairing);
      expect((await program.request("device.pair.approve", { requestId })).error.details.code).toBe("MISSING_SCOPE");

      const approved = await app.call("device.pair.approve", { requestId }, { token: owner.token });
      expect(approved.body.device.scopes).toEqual(["operator.read", "operator.write"]);
      expect((await listener.event("device.pair.resolved")).payload).toMatchObject({ requestId, decision: "approved" });
      expect(elsewhere.frames.some((frame) => frame.event?.startsWith("device."))).toBe(false);
      const now = await device.connect(open(), { token: own, scopes: more });
      expect(now.payload.auth.scopes).toEqual(more);
    });
  });
});

describe("a device with the owner's password", () => {
  test("asks, waits, and is let in by a person", async () => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const device = new TestDevice(app.clock);
      const password = "correct horse battery";
      const without = await device.connect(open(), { password });
      expect(without.error.details.code).toBe("AUTH_PASSWORD_NOT_CONFIGURED");
      const { token } = await tokenWith(app, owner.token, ["operator.admin"]);
      expect((await app.call("tokens.setPassword", { password }, { token })).body.error.code).toBe("MISSING_SCOPE");
      expect((await app.call("tokens.setPassword", { password }, { token: owner.token })).body.isSet).toBe(true);

      const wrong = await device.connect(open(), { password: "wrong horse battery" });
      expect(wrong.error.details.code).toBe("AUTH_PASSWORD_MISMATCH");
      const bare = open();
      expect((await bare.connect(undefined, { auth: { password } })).error.details.code).toBe(
        "DEVICE_IDENTITY_REQUIRED",
      );
      const asked = await device.connect(open(), { password });
      expect(asked.error.details).toMatchObject({ code: "PAIRING_REQUIRED", reason: "not-paired" });
      const { requestId } = asked.error.details;
      const pending = await app.call("device.pair.list", {}, { token: owner.token });
      expect(pending.body.pending).toMatchObject([{ requestId, deviceId: device.id, isRepair: false }]);

      const rejected = await app.call("device.pair.reject", { requestId }, { token: owner.token });
      expect(rejected.body).toEqual({ requestId, deviceId: device.id });
      const second = (await device.connect(open(), { password })).error.details.requestId;
      expect(second).not.toBe(requestId);
      await app.call("device.pair.approve", { requestId: second }, { token: owner.token });
      const hello = await device.connect(open(), { password });
      expect(hello.payload.auth).toMatchObject({ scopes: ["operator.read"] });
      const own = hello.payload.auth.deviceToken;
      expect((await device.connect(open(), { deviceToken: own })).ok).toBe(true);
      await app.call("tokens.setPassword", { password: null }, { token: owner.token });
      expect((await device.connect(open(), { deviceToken: own })).ok).toBe(true);
      expect((await device.connect(open(), { password })).error.details.code).toBe("AUTH_PASSWORD_NOT_CONFIGURED");
    });
  });

  test("is not asked about for ever", async () => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const password = "correct horse battery";
      await app.call("tokens.setPassword", { password }, { token: owner.token });
      const asked = await new TestDevice(app.clock).connect(open(), { password });
      const { requestId } = asked.error.details;
      app.clock.skip(limits.pairingMs);
      expect((await app.call("device.pair.list", {}, { token: owner.token })).body.pending).toEqual([]);
      const late = await app.call("device.pair.approve", { requestId }, { token: owner.token });
      expect(late.body.error.code).toBe("NOT_FOUND");
    });
  });
});

describe("the token of a device", () => {
  test("is changed, ended and forgotten, and its sockets with it", async () => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const { token } = await tokenWith(app, owner.token, ["operator.read", "operator.pairing"]);
      const device = new TestDevice(app.clock);
      const scopes = ["operator.read", "operator.pairing"];
      const first = (await device.connect(open(), { token, scopes })).payload.auth.deviceToken;
      const socket = open();
      await device.connect(socket, { token: first, scopes });
      // By itself: the answer still comes.
      const rotated = await socket.request("device.token.rotate", { deviceId: device.id, role: "operator" });
      expect(rotated.payload).toMatchObject({ deviceId: device.id, role: "operator", scopes });
      expect((await socket.end()).reason).toBe("session over");
      expect((await device.connect(open(), { token: first })).ok).toBe(false);
      const second = rotated.payload.token;
      const more = await app.call(
        "device.token.rotate",
        { deviceId: device.id, role: "operator", scopes: ["operator.admin"] },
        { token: owner.token },
      );
      expect(more.body.error.code).toBe("MISSING_SCOPE");

      const held = open();
      await device.connect(held, { token: second, scopes });
      const named = await held.request("device.pair.rename", { deviceId: device.id, label: "Kitchen" });
      expect(named.payload).toEqual({ deviceId: device.id, label: "Kitchen" });
      await app.call("device.token.revoke", { deviceId: device.id, role: "operator" }, { token: owner.token });
      await held.end();
      expect((await device.connect(open(), { token: second })).ok).toBe(false);
      const listed = await app.call("device.pair.list", {}, { token: owner.token });
      expect(listed.body.paired).toMatchObject([{ displayName: "Kitchen", tokens: [] }]);

      // A valid token of ours lets it in again, until it is forgotten.
      const again = open();
      expect((await device.connect(again, { token })).payload.auth.deviceToken).toMatch(/^prd_/);
      await app.call("device.pair.remove", { deviceId: device.id }, { token: owner.token });
      await again.end();
      expect((await app.call("device.pair.list", {}, { token: owner.token })).body.paired).toEqual([]);
      const gone = await app.call("device.pair.remove", { deviceId: device.id }, { token: owner.token });
      expect(gone.body.error.code).toBe("NOT_FOUND");
    });
  });

  test("opens nothing after 90 days without use", async () => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const { token } = await tokenWith(app, owner.token, ["operator.read"]);
      const device = new TestDevice(app.clock);
      const own = (await device.connect(open(), { token })).payload.auth.deviceToken;
      app.clock.skip(89 * 86_400_000);
      expect((await device.connect(open(), { token: own })).ok).toBe(true);
      app.clock.skip(90 * 86_400_000);
      expect((await device.connect(open(), { token: own })).error.details.code).toBe("AUTH_DEVICE_TOKEN_MISMATCH");
    });
  });

  test("is no way round the throttle", async () => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const { token } = await tokenWith(app, owner.token, ["operator.read"]);
      const device = new TestDevice(app.clock);
      const wrong = { token: `prl_${"x".repeat(43)}`, deviceToken: `prd_${"y".repeat(43)}` };
      for (let tries = 0; tries < 20; tries++) {
        expect((await device.connect(open(), wrong)).error.details.code).toBe("AUTH_TOKEN_MISMATCH");
      }
      const late = await device.connect(open(), wrong);
      expect(late.error).toMatchObject({ code: "UNAVAILABLE", details: { code: "AUTH_RATE_LIMITED" } });
      expect(late.error.retryAfterMs).toBeGreaterThan(0);
      expect((await device.connect(open(), { token })).ok).toBe(true);
    });
  });
});
