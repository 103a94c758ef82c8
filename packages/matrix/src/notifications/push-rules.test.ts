import { describe, expect, it } from "vitest";
import { mutedRooms } from "../rooms/muting.ts";
import { readDoNotDisturb } from "./do-not-disturb.ts";
import { addKeyword, readRules, writeLevel } from "./push-rules.ts";
import { buildRig, roomId } from "./testing/rig.ts";

const rule = (rule_id: string, actions: unknown[], more: object = {}) =>
  ({ rule_id, actions, default: false, enabled: true, ...more }) as never;

describe("the account's push rules", () => {
  it("say what other clients mean by them", () => {
    expect(
      readRules({
        global: {
          override: [
            rule(".m.rule.master", [], { default: true }),
            rule("!mute:x", []),
            rule("!old-mute:x", ["dont_notify"]),
            rule("!on:x", [], { enabled: false }),
          ],
          room: [rule("!all:x", ["notify"]), rule("!named:x", ["dont_notify"]), rule("!mute:x", ["notify"])],
          content: [
            rule("tea", ["notify"], { pattern: "tea" }),
            rule(".m.rule.contains_user_name", ["notify"], { pattern: "me", default: true }),
          ],
          underride: [rule(".m.rule.room_one_to_one", ["notify"]), rule(".m.rule.message", ["dont_notify"])],
        },
      }),
    ).toEqual({
      silenced: true,
      directs: "all",
      rooms: "mentions",
      exceptions: new Map([
        ["!all:x", "all"],
        ["!named:x", "mentions"],
        ["!mute:x", "mute"],
        ["!old-mute:x", "mute"],
      ]),
      keywords: ["tea"],
    });
    expect(readRules(undefined)).toEqual({
      silenced: false,
      directs: "all",
      rooms: "all",
      exceptions: new Map(),
      keywords: [],
    });
  });

  it("say of which rooms the list says that they are muted", () => {
    const rules = {
      global: {
        override: [
          rule("!mute:x", []),
          rule("!heard:x", ["coalesce"]),
          rule("!off:x", [], { enabled: false }),
          rule(".m.rule.master", []),
        ],
      },
    };
    expect([...mutedRooms(rules)]).toEqual(["!mute:x"]);
    expect(readRules(rules).exceptions).toEqual(new Map([["!mute:x", "mute"]]));
  });

  it("are written as other clients read them, the old ones taken away after", async () => {
    const { client } = buildRig();
    client.setPushRules({ global: { override: [rule(roomId, [])], room: [] } });
    const calls: string[] = [];
    client.addPushRule = async (_scope, kind, id, body) => {
      calls.push(`put ${kind} ${id} ${JSON.stringify(body.actions)}`);
      return {};
    };
    client.deletePushRule = async (_scope, kind, id) => {
      calls.push(`delete ${kind} ${id}`);
      return {};
    };
    await writeLevel(client, roomId, "mentions");
    expect(calls).toEqual([`put room ${roomId} []`, `delete override ${roomId}`]);
    calls.length = 0;
    await addKeyword(client, " .net/core ");
    expect(calls).toEqual([
      'put content _net_core ["notify",{"set_tweak":"sound","value":"default"},{"set_tweak":"highlight"}]',
    ]);
    await expect(addKeyword(client, "x".repeat(101))).rejects.toMatchObject({ code: "MATRIX_TOO_LARGE" });
  });
});

it("keeps words apart that a rule's id cannot tell apart", async () => {
  const { client } = buildRig();
  client.setPushRules({ global: { content: [] } });
  client.addPushRule = async (_scope, _kind, rule_id, body) => {
    const content = (client.pushRules?.global.content ?? []).filter((known) => known.rule_id !== rule_id);
    const added = { rule_id, default: false, enabled: true, ...body } as (typeof content)[number];
    client.setPushRules({ global: { content: [...content, added] } });
    return {};
  };
  for (const word of ["ci/cd", "ci_cd", "ci\\cd", "CI/CD"]) await addKeyword(client, word);
  expect(readRules(client.pushRules).keywords).toEqual(["ci/cd", "ci_cd", "ci\\cd"]);
});

describe("do not disturb", () => {
  it("takes from the account data what is of its shape", () => {
    expect(readDoNotDisturb({ hours: { from: 1320, to: 420 }, until: 5 })).toEqual({
      hours: { from: 1320, to: 420 },
      until: 5,
    });
    for (const hours of [null, 5, "22:00", [], { from: -1, to: 4 }, { from: 1.5, to: 4 }, { from: 10, to: 1440 }, {}]) {
      expect(readDoNotDisturb({ hours, until: "soon" })).toEqual({ hours: null, until: 0 });
    }
    expect(readDoNotDisturb({ until: Number.POSITIVE_INFINITY }).until).toBe(0);
    expect(readDoNotDisturb(undefined)).toEqual({ hours: null, until: 0 });
  });
});
