import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, type Log, silentLog, systemRandom } from "@parley/kernel";
import type { AccountRole, MethodName, ParamsOf, ResultOf } from "@parley/protocol";
import { type App, type AppConfig, build } from "../app.ts";
import { createConfigFile } from "../config/config-file.ts";
import type { Settings } from "../config/settings.ts";
import type { LocalMachine } from "../modules/local/module.ts";
import type { Redactor } from "../platform/call.ts";
import { createRedactor } from "../platform/log/redactor.ts";
import { createSecrets } from "../platform/secrets/secrets.ts";
import { openStore, type Store } from "../platform/store/store.ts";
import { type FakeMatrix, startFakeMatrix } from "./fake-matrix.ts";
import { FakeStack } from "./fake-stack.ts";
import { noLocalModels } from "./no-local-models.ts";

/** Time that tests move. Timers run when it passes them. */
export class FakeClock implements Clock {
  #now = 1_800_000_000_000;
  #timers = new Set<{ at: number; fn: () => void }>();
  now(): number {
    return this.#now;
  }
  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.#now + ms, fn };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
  /** Moves on at once; timers that are due run at the next `pass`. */
  skip(ms: number): void {
    this.#now += ms;
  }
  /** Moves on in steps, so that what a timer starts can finish before the next one. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.fn();
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    this.#now = end;
  }
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T & { error: { code: string; message: string; retryAfterMs?: number; details?: unknown } };
}

/** A whole server on a fake stack, a real database and a fake homeserver that speaks HTTP. */
export interface TestApp {
  readonly app: App;
  readonly clock: FakeClock;
  readonly stack: FakeStack;
  readonly matrix: FakeMatrix;
  readonly store: Store;
  /** Where the file of settings lies, and what of it was put in force. */
  readonly settings: { readonly file: string; readonly applied: readonly Settings[] };
  /** The database's file. */
  readonly dataFile: string;
  readonly redactor: Redactor;
  readonly publicUrl: string;
  readonly localToken: string;
  /** A method by `inject`, as a browser of the public address would. */
  call<M extends MethodName>(
    method: M,
    params: ParamsOf<M>,
    options?: { token?: string; address?: string; headers?: Record<string, string> },
  ): Promise<Answer<ResultOf<M>>>;
  /** A signed-in account with this role; the first owner is made by the set-up code. */
  person(name: string, role?: AccountRole): Promise<{ userId: string; token: string; matrixToken: string }>;
  listen(): Promise<number>;
  /** A call token of somebody who is in a room, given out by the token service. */
  seated(): Promise<string>;
}

const publicUrl = "http://localhost:8420";

export async function withTestApp(
  work: (test: TestApp) => Promise<void>,
  options: { config?: Partial<AppConfig>; log?: Log; local?: LocalMachine } = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "parley-app-"));
  const clock = new FakeClock();
  const url = options.config?.publicUrl ?? publicUrl;
  const stack = new FakeStack(clock, url);
  const matrix = await startFakeMatrix();
  stack.homeserver.address = matrix.url;
  const store = openStore(join(folder, "parley.db"));
  const redactor = createRedactor();
  const secrets = createSecrets(store, Buffer.from(systemRandom.bytes(32)), systemRandom, redactor);
  const localToken = "local-token-0123456789-0123456789-01234567";
  const applied: Settings[] = [];
  const settingsFile = join(folder, "parley.json5");
  const file = createConfigFile(
    settingsFile,
    {
      argv: ["--data", folder],
      env: { HOME: folder, WORD: "hidden-word" },
      readFile: (path) => readFileSync(path, "utf8"),
    },
    { write: (path, text) => writeFileSync(path, text) },
  );
  const app = build({
    config: {
      publicUrl: url,
      version: "0.1.0",
      dataFolder: folder,
      webRoot: join(folder, "dist"),
      network: { host: "127.0.0.1", trustedProxies: [], tls: null },
      others: "none",
      tellingToken: "telling-token",
      membersFrom: [],
      mcpServers: [],
      hookMappings: [],
      keep: { runs: null, usage: null, audit: null },
      localToken,
      limits: { maxUploadBytes: 1024 * 1024 },
      ...options.config,
    },
    stack,
    data: {
      store,
      secrets,
      chainKey: new Uint8Array(32).fill(7),
      settings: { file, apply: (settings) => applied.push(settings) },
    },
    redactor,
    world: { clock, random: systemRandom, fetch: globalThis.fetch },
    process: {
      memory: () => 1,
      logTail: () => ["server line"],
      logFrom: async ({ cursor }) => ({
        cursor: 12,
        size: 12,
        lines: ["server line"],
        truncated: false,
        reset: cursor === 99,
      }),
      local: options.local ?? noLocalModels,
    },
    log: options.log ?? silentLog,
    checkResults: true,
  });
  let count = 0;

  const call: TestApp["call"] = async (method, params, { token, address, headers } = {}) => {
    const response = await app.http.inject({
      method: "POST",
      url: `/api/v1/${method}`,
      payload: params as object,
      remoteAddress: address ?? "127.0.0.1",
      headers: {
        host: new URL(url).host,
        origin: url,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
    return { status: response.statusCode, body: response.json() };
  };

  const signIn = async (name: string, codes: { setupCode?: string; inviteCode?: string }) => {
    const userId = `@${name}:localhost`;
    const matrixToken = `syt_${name}_device_${++count}_abcdefgh`;
    matrix.tokens.set(matrixToken, { user_id: userId, device_id: `DEV${count}` });
    const { status, body } = await call("auth.signIn", codes, { token: matrixToken });
    if (status !== 200) throw new Error(`sign-in of ${name}: ${JSON.stringify(body)}`);
    return { userId, token: body.token, matrixToken };
  };
  let owner: { userId: string; token: string; matrixToken: string } | null = null;
  const test: TestApp = {
    app,
    clock,
    stack,
    matrix,
    store,
    settings: { file: settingsFile, applied },
    dataFile: join(folder, "parley.db"),
    redactor,
    publicUrl: url,
    localToken,
    call,
    async person(name, role = "member") {
      if (role === "owner" || !owner) {
        const link = await app.setupLink();
        owner = await signIn(role === "owner" ? name : "owner", { setupCode: link?.split("#")[1] ?? "" });
        if (role === "owner") return owner;
      }
      const made = await call(
        "invites.create",
        { spaceId: "!space:localhost", spaceName: "Space", expiresInMs: null, maxUses: 1 },
        { token: owner.token },
      );
      const person = await signIn(name, { inviteCode: made.body.url.split("#")[1] ?? "" });
      if (role === "admin") {
        await call("accounts.setRole", { userId: person.userId, role }, { token: owner.token });
      }
      return person;
    },
    async seated() {
      const [userId, deviceId, roomId] = ["@seated:localhost", "SEAT", "!seats:localhost"];
      stack.homeserver.rooms.set(roomId, { members: [userId], state: [] });
      stack.homeserver.signedIn.set(userId, [deviceId]);
      matrix.openIds.set("open-id", userId);
      const answer = await fetch(
        `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}/livekit/jwt/sfu/get`,
        {
          method: "POST",
          body: JSON.stringify({
            room: roomId,
            openid_token: { access_token: "open-id", matrix_server_name: "localhost" },
            device_id: deviceId,
          }),
        },
      );
      return String(((await answer.json()) as { jwt?: unknown }).jwt);
    },
    async listen() {
      await app.http.listen({ port: 0, host: "127.0.0.1" });
      return (app.http.server.address() as AddressInfo).port;
    },
  };
  try {
    await work(test);
  } finally {
    await app.close("test");
    await store.close();
    await matrix.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
