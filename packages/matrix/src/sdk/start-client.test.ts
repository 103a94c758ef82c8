import { createScope } from "@parley/kernel";
import { MatrixClient, MemoryStore } from "matrix-js-sdk";
import { expect, it, vi } from "vitest";
import { haltClient, startClient } from "./start-client.ts";

const soon = () => new Promise((resolve) => setTimeout(resolve, 100));

/** A client whose homeserver says nothing of its versions until it is told to. */
function open() {
  const asked: string[] = [];
  const said = Promise.withResolvers<void>();
  const client = new MatrixClient({
    baseUrl: "http://h.test",
    userId: "@me:x",
    accessToken: "t",
    deviceId: "D",
    store: new MemoryStore(),
    fetchFn: async (input, init) => {
      const { pathname, search } = new URL(String(input));
      asked.push(pathname);
      if (pathname.endsWith("/versions")) {
        const gone = new Promise<never>((_, reject) => {
          init?.signal?.addEventListener("abort", () => reject(new DOMException("gone", "AbortError")));
        });
        await Promise.race([said.promise, gone]);
        return Response.json({ versions: ["v1.11"] });
      }
      if (pathname.endsWith("/sync")) {
        if (search.includes("since=s2")) return await new Promise<Response>(() => {});
        return Response.json({ next_batch: search.includes("since=") ? "s2" : "s1" });
      }
      return Response.json(pathname.endsWith("/filter") ? { filter_id: "1" } : { global: {} });
    },
  });
  const scope = createScope();
  scope.onEnd(() => haltClient(client));
  return { asked, said, client, scope };
}

it("asks nothing any more when it is ended while it starts", async () => {
  const { asked, client, scope } = open();
  const started = startClient(client, scope, { initialSyncLimit: 1 });
  await vi.waitFor(() => expect(asked).toEqual(["/_matrix/client/versions"]));
  scope.end();
  await started;
  await soon();
  expect(asked).toEqual(["/_matrix/client/versions"]);
  expect(client.clientRunning).toBe(false);
});

it("begins nothing where it has ended before", async () => {
  const { asked, client, scope } = open();
  scope.end();
  await startClient(client, scope, {});
  expect(asked).toEqual([]);
});

it("goes on as long as nobody ends it", async () => {
  const { asked, said, client, scope } = open();
  said.resolve();
  await startClient(client, scope, { initialSyncLimit: 1 });
  await vi.waitFor(() => expect(asked.filter((path) => path.endsWith("/sync")).length).toBeGreaterThan(1));
  scope.end();
});
