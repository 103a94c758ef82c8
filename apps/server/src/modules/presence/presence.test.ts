import { describe, expect, test } from "vitest";
import { TestDevice } from "../../testing/test-device.ts";
import { withSockets } from "../../testing/test-socket.ts";

const told = 100;
const minute = 60_000;

describe("presence", () => {
  test("shows an account's clients to that account alone, and for five minutes after they went", async () => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const member = await app.person("mia");
      const [mine, theirs] = [open(), open()];
      const instanceId = "Desk";
      const client = { id: "test", version: "7", platform: "linux", mode: "ui", displayName: "Desk", instanceId };
      const hello = await mine.connect(owner.token, { client });
      expect(hello.payload.snapshot.presence).toMatchObject(
        [
          { mode: "ui", host: "Desk", version: "7", reason: "connect", instanceId, roles: ["operator"] },
          { mode: "gateway", host: "localhost", reason: "self" },
        ].toReversed(),
      );
      await theirs.connect(member.token);
      await app.clock.pass(told);
      expect((await mine.event("presence")).payload.presence).toHaveLength(2);
      expect((await theirs.event("presence")).payload.presence).toHaveLength(2);
      const hosts = async () => {
        const answer = await theirs.request("system-presence");
        return answer.payload.map((entry: { host: string }) => entry.host);
      };
      expect(await hosts()).toEqual(["localhost", "test"]);

      const second = open();
      await second.connect(owner.token, { client });
      mine.socket.close();
      await mine.end();
      const listed = async () => (await app.call("system-presence", {}, { token: owner.token })).body;
      expect(await listed()).toMatchObject([{ mode: "gateway" }, { host: "Desk", reason: "connect" }]);
      second.socket.close();
      await second.end();
      await expect.poll(async () => (await listed())[1]?.reason).toBe("disconnect");
      app.clock.skip(5 * minute);
      expect(await listed()).toHaveLength(1);
      expect(theirs.frames.filter((frame) => frame.event === "presence")).toHaveLength(1);
    });
  });

  test("is numbered, told once for many, and leaves command lines out", async () => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const watch = open();
      const before = (await watch.connect(owner.token)).payload.snapshot.stateVersion.presence;
      for (let count = 0; count < 5; count++) await open().connect(owner.token);
      const cli = await app.call("tokens.create", { name: "n", scopes: ["operator.read"] }, { token: owner.token });
      await new TestDevice(app.clock).connect(open(), { token: cli.body.token });
      await app.clock.pass(told);
      const event = await watch.event("presence");
      expect(event.payload.presence).toHaveLength(7);
      expect(event.stateVersion?.presence).toBe(before + 5);
      expect(watch.frames.filter((frame) => frame.event === "presence")).toHaveLength(1);
      // Asking tells nobody.
      await watch.request("system-presence");
      await watch.request("health");
      await app.clock.pass(told);
      expect(watch.frames.filter((frame) => frame.event === "presence")).toHaveLength(1);
    });
  });

  test("is told of by clients, and what is no sign of life waits for the agent", async () => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const watch = open();
      await watch.connect(owner.token);
      const beat = { text: "Node: phone (10.0.0.2)", deviceId: "D1", host: "phone", lastInputSeconds: 4 };
      expect((await watch.request("system-event", beat)).payload).toEqual({ ok: true });
      for (let count = 0; count < 25; count++)
        await watch.request("system-event", { text: `door ${count}`, host: "phone" });
      await app.clock.pass(told);
      const { presence } = (await watch.event("presence")).payload;
      expect(presence).toContainEqual(expect.objectContaining({ deviceId: "D1", host: "phone", lastInputSeconds: 4 }));
      const status = await watch.request("status");
      expect(status.payload.queuedSystemEvents).toHaveLength(20);
      expect(status.payload.queuedSystemEvents.at(-1)).toBe("door 24");
      const member = await app.person("mia");
      expect((await app.call("status", {}, { token: member.token })).body.queuedSystemEvents).toEqual([]);
      expect((await watch.request("system-event", { text: "x".repeat(3000) })).error.details.code).toBe("BAD_PARAMS");
    });
  });
});
