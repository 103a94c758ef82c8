import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { leaveOut } from "./leave-out.ts";

const lib = dirname(createRequire(import.meta.url).resolve("matrix-js-sdk"));

/** What the plugin puts in the place of an import, or null. */
async function replaced(id: string, importer: string): Promise<string | null> {
  const { resolveId, load } = leaveOut();
  if (typeof resolveId !== "function" || typeof load !== "function") throw new Error("the plugin has other hooks");
  const own = await resolveId.call({} as never, id, importer, {} as never);
  return typeof own === "string" ? ((await load.call({} as never, own)) as string) : null;
}

test("each name that the SDK takes from a left-out module is there", async () => {
  const missing: string[] = [];
  const met = new Set<string>();
  for (const file of globSync("**/*.js", { cwd: lib })) {
    if (file.startsWith("webrtc/") || file === "browser-index.js") continue;
    const source = readFileSync(join(lib, file), "utf8");
    for (const [, names = "", id = ""] of source.matchAll(/^(?:im|ex)port \{([^}]*)\} from "([^"]+)";/gm)) {
      const taken = await replaced(id, join(lib, file));
      if (taken === null) continue;
      met.add(id);
      for (const name of names.split(",").map((each) => each.trim().split(" as ")[0] ?? "")) {
        if (!new RegExp(`\\b${name}\\b`).test(taken)) missing.push(`${file}: ${name} of ${id}`);
      }
    }
  }
  expect(missing).toEqual([]);
  expect(met.size).toBeGreaterThanOrEqual(7);
});

test("the number that stands for a module is the SDK's", async () => {
  const own = await replaced("./models/event.js", join(lib, "sync-accumulator.js"));
  expect(readFileSync(join(lib, "models/event.js"), "utf8")).toContain(own?.trim());
});

test("nothing is left out of what others import", async () => {
  expect(await replaced("./webrtc/call.js", "/app/src/main.tsx")).toBeNull();
  expect(await replaced("./models/room.js", join(lib, "client.js"))).toBeNull();
  expect(await replaced("./models/event.js", join(lib, "client.js"))).toBeNull();
});

test("what is left of dehydrated devices takes one of another client's away", async () => {
  const own = await replaced("./DehydratedDeviceManager.js", join(lib, "rust-crypto/rust-crypto.js"));
  const { DehydratedDeviceManager } = (await import(`data:text/javascript,${encodeURIComponent(own ?? "")}`)) as {
    DehydratedDeviceManager: new (
      logger: null,
      machine: null,
      http: { authedRequest(...call: unknown[]): Promise<void> },
    ) => { delete(): Promise<void> };
  };
  const asked: unknown[][] = [];
  const answering = (errcode: string | null) =>
    new DehydratedDeviceManager(null, null, {
      async authedRequest(...call) {
        asked.push(call.slice(0, 2));
        if (errcode !== null) throw Object.assign(new Error(errcode), { errcode });
      },
    }).delete();
  await answering(null);
  await answering("M_UNRECOGNIZED");
  await answering("M_NOT_FOUND");
  await expect(answering("M_FORBIDDEN")).rejects.toThrow("M_FORBIDDEN");
  expect(asked[0]).toEqual(["DELETE", "/dehydrated_device"]);
  expect(asked).toHaveLength(4);
});
