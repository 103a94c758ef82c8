import * as family from "@openclaw/gateway-protocol/schema";
import { connectParams, methods } from "@parley/protocol";
import { Errors } from "typebox/value";
import { describe, expect, test } from "vitest";
import { TestDevice } from "./testing/test-device.ts";
import { type Socket, withSockets } from "./testing/test-socket.ts";

/** What the family's own schema finds wrong; empty: nothing. */
function faults(schema: object, value: unknown): string[] {
  // As it goes over the wire: what is undefined here is absent there.
  const wire: unknown = JSON.parse(JSON.stringify(value));
  return Errors(Object(schema), wire).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Schemas of results and events, by the names that both tables know. */
const results: Readonly<Record<string, object>> = {
  "logs.tail": family.LogsTailResultSchema,
  "channels.status": family.ChannelsStatusResultSchema,
  "device.token.rotate": family.DeviceTokenRotateResultSchema,
};
const payloads: Readonly<Record<string, object>> = {
  "tick": family.TickEventSchema,
  "shutdown": family.ShutdownEventSchema,
  "device.pair.requested": family.DevicePairRequestedEventSchema,
  "device.pair.resolved": family.DevicePairResolvedEventSchema,
};

function checkFrames(socket: Socket): void {
  for (const frame of socket.frames) {
    const schema = frame.type === "event" ? family.EventFrameSchema : family.ResponseFrameSchema;
    expect([frame, faults(schema, frame)]).toEqual([frame, []]);
    const payload = frame.type === "event" ? payloads[frame.event ?? ""] : undefined;
    if (payload) expect([frame, faults(payload, frame.payload)]).toEqual([frame, []]);
    if (frame.event === "presence") {
      for (const entry of frame.payload.presence) expect(faults(family.PresenceEntrySchema, entry)).toEqual([]);
    }
  }
}

describe("what the gateway says, by the schemas of version 4", () => {
  test("is as they have it, from the challenge to the end", async () => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const made = await app.call("tokens.create", { name: "n", scopes: ["operator.admin"] }, { token: owner.token });
      const scopes = ["operator.read", "operator.write", "operator.admin", "operator.pairing"];
      const [socket, other] = [open(), open()];
      const device = new TestDevice(app.clock);
      const hello = await device.connect(socket, { token: made.body.token, scopes });
      expect(hello.payload.auth.deviceToken).toMatch(/^prd_/);
      expect(faults(family.HelloOkSchema, hello.payload)).toEqual([]);
      const plain = await other.connect(owner.token, { scopes });
      expect(faults(family.HelloOkSchema, plain.payload)).toEqual([]);

      const asked = ["health", "status", "last-heartbeat", "logs.tail", "system-presence", "device.pair.list"];
      for (const method of [...asked, "channels.status"]) {
        const answer = await socket.request(method, {});
        expect([method, answer.ok]).toEqual([method, true]);
        const schema = results[method];
        if (schema) expect([method, faults(schema, answer.payload)]).toEqual([method, []]);
        if (method === "health") expect(faults(family.SnapshotSchema.properties.health, answer.payload)).toEqual([]);
        if (method !== "system-presence") continue;
        for (const entry of answer.payload) expect(faults(family.PresenceEntrySchema, entry)).toEqual([]);
      }
      await socket.request("system-event", { text: "Node: there", host: "phone" });
      for (const method of ["no.such", "tokens.create"]) expect((await socket.request(method, {})).ok).toBe(false);

      const own = hello.payload.auth.deviceToken;
      const more = await device.connect(open(), { token: own, scopes: [...scopes, "operator.approvals"] });
      // `operator.admin` covers it: nothing new is asked for.
      expect(more.ok).toBe(true);
      const password = "correct horse battery";
      await app.call("tokens.setPassword", { password }, { token: owner.token });
      const stranger = open();
      const waiting = await new TestDevice(app.clock).connect(stranger, { password });
      const { requestId } = waiting.error.details;
      await other.request("device.pair.approve", { requestId });
      const rotated = await socket.request("device.token.rotate", { deviceId: device.id, role: "operator" });
      expect(faults(family.DeviceTokenRotateResultSchema, rotated.payload)).toEqual([]);
      await app.clock.pass(30_000);
      await other.event("presence");
      await other.event("tick");
      await app.app.close("upgrade");
      await other.event("shutdown");
      for (const each of [socket, other, stranger]) checkFrames(each);
      expect(other.frames.map(({ event }) => event)).toEqual(
        expect.arrayContaining(["device.pair.requested", "device.pair.resolved"]),
      );
    });
  });

  test("forks as they do", async () => {
    await withSockets(async (app, open) => {
      const owner = await app.person("olga", "owner");
      const socket = open();
      await socket.connect(owner.token, { scopes: ["operator.read", "operator.write"] });
      await app.call("sessions.patch", { key: "notes" }, owner);
      await app.call("chat.inject", { sessionKey: "notes", message: "Which bird?" }, owner);
      await app.store.write<{ conversation_messages: { role: string } }, unknown>((tx) =>
        tx.updateTable("conversation_messages").set({ role: "user" }).execute(),
      );
      const { messages } = (await app.call("chat.history", { sessionKey: "notes" }, owner)).body;
      const params = { sessionKey: "notes", entryId: messages[0]?.id };
      expect(faults(family.SessionsForkParamsSchema, params)).toEqual([]);
      const fork = await socket.request("sessions.fork", params);
      expect(faults(family.SessionsForkResultSchema, fork.payload)).toEqual([]);
      expect(fork.payload.editorText).toBe("Which bird?");
      // Nothing stood before it.
      const begun = await app.call("chat.history", { sessionKey: fork.payload.sessionKey }, owner);
      expect(begun.body.messages).toEqual([]);
    });
    const theirs = Object.keys(family.SessionsForkParamsSchema.properties);
    expect(Object.keys(methods["sessions.fork"].params().shape).sort()).toEqual(theirs.sort());
  });

  test("takes the parameters of methods as they have them", () => {
    const whole = { mode: "now", text: "It rang", sessionKey: "agent:main:main", agentId: "main" };
    expect(faults(family.WakeParamsSchema, whole)).toEqual([]);
    expect(Object.keys(whole).sort()).toEqual(Object.keys(family.WakeParamsSchema.properties).sort());
    expect(methods.wake.params().safeParse(whole).error).toBeUndefined();
    for (const missing of ["mode", "text"]) {
      const part = { ...whole, [missing]: undefined };
      expect(faults(family.WakeParamsSchema, part)).not.toEqual([]);
      expect(methods.wake.params().safeParse(part).success).toBe(false);
    }
  });

  test("takes every parameter of connect that they have, and nothing else of ours", () => {
    const ours = connectParams();
    const auth = Object.keys(family.ConnectParamsSchema.properties.auth.properties);
    // Not everything is of use to us, but nobody is refused for it.
    expect(Object.keys(ours.shape).sort()).toEqual(
      expect.arrayContaining(Object.keys(family.ConnectParamsSchema.properties).sort()),
    );
    expect(auth).not.toEqual([]);
    const whole = {
      minProtocol: 4,
      maxProtocol: 4,
      client: { id: "gateway-client", version: "1", platform: "linux", mode: "backend" },
      auth: Object.fromEntries(auth.map((name) => [name, "x"])),
    };
    expect(faults(family.ConnectParamsSchema, whole)).toEqual([]);
    expect(ours.safeParse(whole).error).toBeUndefined();
  });
});
