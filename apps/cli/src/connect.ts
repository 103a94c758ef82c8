import { readFile, stat } from "node:fs/promises";
import { type RequestOptions, request } from "node:https";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { createClient, type ParleyClient } from "@parley/client";
import { AppError, systemClock, systemRandom } from "@parley/kernel";

/**
 * A client that acts as an admin by the token that the server writes anew at each start. Throws NO_SERVER when none
 * runs on the data folder. The database is never opened.
 */
export async function connect(dataFolder: string, url: string | null): Promise<ParleyClient> {
  const noServer = `No server runs on ${dataFolder}. Start it with npm start, or name its folder with --data.`;
  const files = [join(dataFolder, "cli-token"), join(dataFolder, "server.json")] as const;
  let token: string;
  let address: unknown;
  let isOurs: boolean;
  try {
    token = (await readFile(files[0], "utf8")).trim();
    address = (JSON.parse(await readFile(files[1], "utf8")) as { address?: unknown }).address;
    isOurs = (await Promise.all(files.map(isOwnFile))).every(Boolean);
  } catch (cause) {
    throw new AppError("NO_SERVER", noServer, { cause });
  }
  if (typeof address !== "string" || !URL.canParse(address)) throw new AppError("NO_SERVER", noServer);
  const skipsName = url === null && isOurs && isOwnAddress(new URL(address).hostname, addressesOfThisMachine());
  return createClient(
    {
      fetch: skipsName ? fetchLocally : fetch,
      openSocket: (to) => new WebSocket(to) as never,
      clock: systemClock,
      random: systemRandom,
    },
    { baseUrl: url ?? address, matrixToken: () => null, sessionToken: token },
  );
}

/** Whether nobody but its user may write the file, and that is us (or we are root, who acts for everybody). */
async function isOwnFile(path: string): Promise<boolean> {
  const { uid, mode } = await stat(path);
  const own = process.getuid?.() ?? uid;
  return (own === 0 || uid === own) && (mode & 0o022) === 0;
}

function addressesOfThisMachine(): string[] {
  return Object.values(networkInterfaces()).flatMap((entries) => (entries ?? []).map(({ address }) => address));
}

/** Whether the host of a URL is this machine itself: loopback, or one of its own `addresses`. Other names are not. */
export function isOwnAddress(hostname: string, addresses: readonly string[]): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  return host === "localhost" || host === "::1" || /^127(\.\d+){3}$/.test(host) || addresses.includes(host);
}

/**
 * `fetch` that takes any certificate: the server's was made for its public name, and here it is reached by the address
 * that it listens on. That is safe because of where the address comes from. It stands in a file that only the server's
 * own user may write, next to the token; and it belongs to this machine, so nothing leaves it and nobody in between can
 * answer instead. Who took the port of a server that died gets the token of a dead server, which opens nothing: each
 * start makes another. An address that was typed (`--url`) is checked like any other.
 */
const fetchLocally: typeof fetch = async (input, init) => {
  const url = new URL(String(input));
  if (url.protocol !== "https:") return fetch(input, init);
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
