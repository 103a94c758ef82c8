import { readFile } from "node:fs/promises";
import { type RequestOptions, request } from "node:https";
import { join } from "node:path";
import { createClient, type ParleyClient } from "@parley/client";
import { AppError, systemClock, systemRandom } from "@parley/kernel";

/**
 * A client that acts as an admin by the token that the server writes anew at each start. Throws NO_SERVER when none
 * runs on the data folder. The database is never opened.
 */
export async function connect(dataFolder: string, url: string | null): Promise<ParleyClient> {
  const noServer = `No server runs on ${dataFolder}. Start it with npm start, or name its folder with --data.`;
  let token: string;
  let address: unknown;
  try {
    token = (await readFile(join(dataFolder, "cli-token"), "utf8")).trim();
    address = (JSON.parse(await readFile(join(dataFolder, "server.json"), "utf8")) as { address?: unknown }).address;
  } catch (cause) {
    throw new AppError("NO_SERVER", noServer, { cause });
  }
  if (typeof address !== "string") throw new AppError("NO_SERVER", noServer);
  return createClient(
    {
      fetch: fetchLocally,
      openSocket: (to) => new WebSocket(to) as never,
      clock: systemClock,
      random: systemRandom,
    },
    { baseUrl: url ?? address, matrixToken: () => null, sessionToken: token },
  );
}

/**
 * `fetch`, except that a certificate on our own machine may carry another name than localhost: it was made for the
 * public one. Nothing leaves the machine on that way, and the token of a dead server opens nothing.
 */
const fetchLocally: typeof fetch = async (input, init) => {
  const url = new URL(String(input));
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (!local || url.protocol !== "https:") return fetch(input, init);
  return new Promise((resolve, reject) => {
    const options: RequestOptions = {
      method: init?.method ?? "GET",
      headers: Object.fromEntries(new Headers(init?.headers)),
      rejectUnauthorized: false,
      ...(init?.signal ? { signal: init.signal } : {}),
    };
    const outgoing = request(url, options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => resolve(new Response(Buffer.concat(chunks), { status: incoming.statusCode ?? 502 })));
    });
    outgoing.on("error", reject);
    outgoing.end(init?.body as string);
  });
};
