import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { installNio } from "./install.ts";

/** What tests look for in the content of an event. */
interface NioContent {
  readonly "body"?: string;
  readonly "msgtype"?: string;
  readonly "format"?: string;
  readonly "formatted_body"?: string;
  readonly "filename"?: string;
  readonly "url"?: string;
  readonly "file"?: object;
  readonly "info"?: { readonly mimetype?: string; readonly thumbnail_file?: object };
  readonly "redacts"?: string;
  readonly "m.mentions"?: object;
  readonly "m.new_content"?: { readonly body?: string };
  readonly "m.relates_to"?: {
    readonly "rel_type"?: string;
    readonly "event_id"?: string;
    readonly "key"?: string;
    readonly "m.in_reply_to"?: { readonly event_id?: string };
  };
}

/** An event as matrix-nio gives it to its users: decrypted where it could be. */
export interface NioEvent {
  readonly roomId: string;
  readonly id: string;
  readonly sender: string;
  readonly type: string;
  readonly content: NioContent;
  readonly redacts: string | null;
  readonly decrypted: boolean;
  readonly unreadable: boolean;
}

/** A foreign client (matrix-nio, ISC) in a process of its own. */
export interface NioPeer {
  readonly userId: string;
  readonly events: readonly NioEvent[];
  /** Waits for an event that fits, also among those that came before. Throws after 30 s. */
  received(what: string, fits: (event: NioEvent) => boolean): Promise<NioEvent>;
  join(roomId: string): Promise<void>;
  /** Sends an event, encrypted where the room is; answers its id. */
  send(roomId: string, type: string, content: object): Promise<string>;
  redact(roomId: string, eventId: string): Promise<void>;
  /** Uploads encrypted; answers the `file` of a message. */
  upload(bytes: Uint8Array, mimetype: string, name: string): Promise<object>;
  download(file: object): Promise<Uint8Array>;
  stop(): Promise<void>;
}

/** What commands answer, see peer.py: each of them only its own part. */
interface NioAnswer {
  readonly eventId?: string;
  readonly file?: object;
  readonly hex?: string;
}

const script = fileURLToPath(new URL("peer.py", import.meta.url));

/** Signs matrix-nio in; or says why it cannot be had on this machine. */
export async function startNio(account: {
  readonly baseUrl: string;
  readonly userId: string;
  readonly password: string;
}): Promise<NioPeer | { readonly reason: string }> {
  const installed = await installNio();
  if ("reason" in installed) return installed;
  const store = mkdtempSync(join(tmpdir(), "parley-nio-"));
  const child = spawn(installed.python, [script, account.baseUrl, account.userId, store], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const events: NioEvent[] = [];
  const waiting = new Map<number, (line: { answer?: NioAnswer; fault?: string }) => void>();
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-5000);
  });
  createInterface({ input: child.stdout }).on("line", (text) => {
    const line = JSON.parse(text);
    if (line.event) events.push(line.event);
    else waiting.get(line.id)?.(line);
  });
  let count = 0;
  const ask = (what: string, parts: object): Promise<NioAnswer> =>
    new Promise((resolve, reject) => {
      count += 1;
      const id = count;
      const timer = setTimeout(() => reject(new Error(`nio: ${what} took over 60 s\n${complaints}`)), 60_000);
      waiting.set(id, ({ answer = {}, fault }) => {
        clearTimeout(timer);
        waiting.delete(id);
        if (fault === undefined) resolve(answer);
        else reject(new Error(`nio: ${what}: ${fault}\n${complaints}`));
      });
      child.stdin.write(`${JSON.stringify({ id, do: what, with: parts })}\n`);
    });
  const stop = async () => {
    child.kill("SIGKILL");
    await gone;
    rmSync(store, { recursive: true, force: true });
  };
  try {
    await ask("login", { password: account.password });
  } catch (fault) {
    await stop();
    throw fault;
  }
  return {
    userId: account.userId,
    events,
    async received(what, fits) {
      const until = Date.now() + 30_000;
      for (;;) {
        const found = events.find(fits);
        if (found !== undefined) return found;
        if (Date.now() > until) {
          const last = events.slice(-5).map((event) => JSON.stringify(event).slice(0, 300));
          throw new Error(`nio did not receive ${what}; last:\n${last.join("\n")}\n${complaints}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    join: async (roomId) => void (await ask("join", { roomId })),
    send: async (roomId, type, content) => (await ask("send", { roomId, type, content })).eventId ?? "",
    redact: async (roomId, eventId) => void (await ask("redact", { roomId, eventId })),
    upload: async (bytes, mimetype, name) =>
      (await ask("upload", { text: Buffer.from(bytes).toString("hex"), mimetype, name })).file ?? {},
    download: async (file) => new Uint8Array(Buffer.from((await ask("download", { file })).hex ?? "", "hex")),
    stop,
  };
}
