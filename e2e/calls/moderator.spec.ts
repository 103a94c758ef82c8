import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunningParley } from "@parley/testkit/stack";
import { inCalls, seen, tile } from "../support/call.ts";
import { flows, open, watchMedia } from "../support/media.ts";
import { places, roomIdOf, signInPast } from "../support/places.ts";
import { expect, test } from "../support/test.ts";
import { rosa, twoPeople } from "../support/two-people.ts";

test.use(inCalls({ picturesPerSecond: 10 }));

test("who keeps order mutes somebody at the media server, who is told and may speak again, and takes them out of the call", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(240_000);
  const { one, other } = await twoPeople(parley, async () => {
    const page = await newBrowser();
    await watchMedia(page);
    return page;
  });
  await one.getByRole("button", { name: "Start video call" }).click();
  await expect(one.getByText("End-to-end encrypted")).toBeVisible();
  await other.getByRole("button", { name: /^Join call/ }).click();
  await other.getByRole("button", { name: "Unmute microphone" }).click();
  await seen(other, "rosa");
  await expect(tile(one, "tomas")).not.toContainText("microphone off");
  await expect.poll(() => microphones(parley)).toEqual({ rosa: "muted", tomas: "open" });

  await tile(one, "tomas").hover();
  await one.getByRole("button", { name: "More for tomas" }).click();
  await one.getByRole("button", { name: "Mute their microphone" }).click();
  await expect(one.getByText("tomas's microphone is off. They can turn it on again.")).toBeVisible();
  await expect(tile(one, "tomas")).toContainText("microphone off");
  await expect(other.getByText("A moderator turned your microphone off. You can turn it on again.")).toBeVisible();
  await expect.poll(() => microphones(parley)).toEqual({ rosa: "muted", tomas: "muted" });
  await other.getByRole("button", { name: "Unmute microphone" }).click();
  await expect(other.getByText("A moderator turned your microphone off")).toHaveCount(0);
  await expect(tile(one, "tomas")).not.toContainText("microphone off");
  await expect.poll(() => microphones(parley)).toEqual({ rosa: "muted", tomas: "open" });
  await flows(other, "pictures come all the time", { sound: false });

  // Whoever lacks the power has no such words.
  await tile(other, "rosa").hover();
  await other.getByRole("button", { name: "More for rosa" }).click();
  await expect(other.getByRole("button", { name: "Mute for me" })).toBeVisible();
  await expect(other.getByRole("button", { name: "Mute their microphone" })).toHaveCount(0);
  await other.keyboard.press("Escape");

  await tile(one, "tomas").hover();
  await one.getByRole("button", { name: "More for tomas" }).click();
  await one.getByRole("button", { name: "Remove from the call" }).click();
  const question = one.getByRole("alertdialog", { name: "Remove tomas from the call?" });
  await question.getByRole("button", { name: "Remove from the call" }).click();
  await expect(other.getByText("You were removed from the call.")).toBeVisible();
  await expect(tile(one, "tomas")).toHaveCount(0);
  await expect.poll(() => open(other)).toEqual({ connections: 0, tracks: 0 });
  const account = await signInPast(parley.baseUrl, rosa);
  await expect.poll(() => places(account, roomIdOf(one))).toEqual(["rosa"]);
});

/** What the media server says of everybody's microphone, by name. */
async function microphones(parley: RunningParley): Promise<Record<string, "open" | "muted">> {
  const { port, keys } = JSON.parse(readFileSync(join(parley.dataFolder, "run/livekit.json"), "utf8"));
  const [[key, secret] = []] = Object.entries(Object(keys));
  const ask = async (method: string, grant: object, body: object) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = { iss: key, exp: Math.floor(Date.now() / 1000) + 60, video: grant };
    const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
    const mac = createHmac("sha256", String(secret)).update(signed).digest("base64url");
    const answer = await fetch(`http://127.0.0.1:${port}/twirp/livekit.RoomService/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json", "authorization": `Bearer ${signed}.${mac}` },
      body: JSON.stringify(body),
    });
    return Object(await answer.json());
  };
  const found: Record<string, "open" | "muted"> = {};
  for (const { name: room } of (await ask("ListRooms", { roomList: true }, {})).rooms ?? []) {
    const { participants } = await ask("ListParticipants", { roomAdmin: true, room }, { room });
    for (const { identity, tracks } of participants ?? []) {
      const name = /^@([^:]+):/.exec(identity)?.[1] ?? "";
      for (const { source, muted } of tracks ?? []) {
        if (source === "MICROPHONE") found[name] = muted === true ? "muted" : "open";
      }
    }
  }
  return found;
}
