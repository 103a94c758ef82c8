import { createScope, type Scope, type Signal, signal, silentLog } from "@parley/kernel";
import type { CallMember } from "@parley/matrix";
import { createManualClock } from "@parley/testkit";
import { expect, test } from "vitest";
import { followElsewhere } from "./follow-elsewhere.ts";
import type { Link } from "./media-connection.ts";

const at = (name: string, host: string, own = false): CallMember => ({
  userId: `@${name}:${host}`,
  deviceId: "D",
  identity: `@${name}:${host}:D`,
  eventId: `$${name}`,
  joinedAt: 0,
  intent: "video",
  transport: { serviceUrl: `https://${host}/jwt` },
  own,
});

async function rig(members: readonly CallMember[]) {
  const clock = createManualClock();
  const all = signal(members);
  const scope = createScope();
  const opened: { readonly url: string; readonly link: Signal<Link>; readonly scope: Scope }[] = [];
  const rooms = followElsewhere(
    {
      members: all,
      home: async () => ({ serviceUrl: "https://home/jwt" }),
      open(url, during) {
        const link = signal<Link>({ state: "joining" });
        opened.push({ url, link, scope: during });
        return { room: `room of ${url}`, link };
      },
      clock,
      log: silentLog,
    },
    scope,
  );
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  await settle();
  return { clock, all, scope, opened, settle, there: () => [...rooms.value.keys()] };
}

test("one connection for each transport but one's own, for as long as somebody sends there", async () => {
  const own = at("ada", "home", true);
  const { all, opened, clock, there } = await rig([own, at("bo", "home"), at("cy", "far"), at("dan", "far")]);
  expect(there()).toEqual(["https://far/jwt"]);
  all.value = [own, at("cy", "far"), at("eve", "other")];
  expect(there()).toEqual(["https://far/jwt", "https://other/jwt"]);
  all.value = [own, at("eve", "other")];
  clock.tick(9000);
  // A place that is taken again.
  all.value = [own, at("eve", "other"), at("cy", "far")];
  clock.tick(20_000);
  expect([there().length, opened.length]).toEqual([2, 2]);
  all.value = [own];
  clock.tick(10_000);
  expect([there(), opened.every(({ scope }) => scope.ended)]).toEqual([[], true]);
});

test("what is not reached is tried again, more and more seldom, and no more when the call is over", async () => {
  const { scope, opened, clock, settle, there } = await rig([at("cy", "far")]);
  const fail = async () => {
    const fault = { leg: "token", code: "unreachable", detail: "", retryable: true } as const;
    (opened.at(-1) as (typeof opened)[number]).link.value = { state: "failed", fault };
    await settle();
  };
  await fail();
  expect([there(), opened[0]?.scope.ended]).toEqual([[], true]);
  clock.tick(9999);
  expect(opened).toHaveLength(1);
  clock.tick(1);
  expect(opened).toHaveLength(2);
  await fail();
  clock.tick(19_999);
  expect(opened).toHaveLength(2);
  clock.tick(1);
  expect([opened.length, there()]).toEqual([3, ["https://far/jwt"]]);
  scope.end();
  expect([there(), opened[2]?.scope.ended]).toEqual([[], true]);
  await fail();
  clock.tick(600_000);
  expect(opened).toHaveLength(3);
});

test("one's own service is not elsewhere, however somebody spells it", async () => {
  const spelled = ["https://HOME/jwt", "https://home/jwt/", "https://home:443/x/../jwt"];
  const members = spelled.map((serviceUrl) => ({ ...at("eve", "home"), transport: { serviceUrl } }));
  expect((await rig(members)).there()).toEqual([]);
});

test("nobody can make one connect to more than a few places", async () => {
  const { there } = await rig(Array.from({ length: 40 }, (_, index) => at("eve", `h${index}`)));
  expect(there()).toHaveLength(6);
});
