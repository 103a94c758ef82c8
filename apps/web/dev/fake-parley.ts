import type { ParleyClient } from "@parley/client";
import { AppError, type Clock, signal, sleep } from "@parley/kernel";
import type { EventName, MethodName, ParamsOf, ResultOf } from "@parley/protocol";
import { long } from "./community.ts";
import { agentAnswers } from "./fake-agents.ts";
import { allowedAnswers } from "./fake-allowed.ts";
import { gatewayAnswers } from "./fake-gateway.ts";
import { programAnswers } from "./fake-programs.ts";
import { usageAnswers } from "./fake-usage.ts";
import type { Scenario } from "./scenario.ts";

type Answers = { readonly [M in MethodName]?: (params: ParamsOf<M>) => ResultOf<M> };

const minute = 60_000;

function answers(scenario: Scenario, now: number): Answers {
  const account = { userId: "@rosa:localhost", role: "owner", createdAt: now - 900 * minute } as const;
  const invite = (id: string, parts: object) => ({
    id,
    spaceId: "!atelier",
    spaceName: scenario.names === "long" ? long : "Atelier",
    createdBy: "@rosa:localhost",
    createdAt: now - 300 * minute,
    expiresAt: now + 5000 * minute,
    maxUses: 10,
    uses: 3,
    state: "open" as const,
    ending: "vXw9",
    ...parts,
  });
  const down = scenario.parts === "down";
  const part = (name: "server" | "homeserver" | "sfu", version: string, failed: boolean) => ({
    name,
    state: failed ? ("down" as const) : ("ready" as const),
    since: now - 42 * minute,
    version,
    run: name === "server" ? ("self" as const) : ("child" as const),
    restarts: failed ? 5 : 0,
    cause: null,
    lastError: failed ? "It ended with exit code 1 five times within a minute." : null,
    advice: failed ? "Read its log below, free some disk space, and restart it." : null,
  });
  const attached = scenario.home !== "ours";
  const parts = [part("server", "0.1.0", false), part("homeserver", "1.163.2", down), part("sfu", "1.13.5", false)];
  return {
    "auth.discover": () => ({
      setup: scenario.setup,
      mode: attached ? "attached" : "embedded",
      homeserver: {
        baseUrl: attached ? "https://matrix.example.org" : "http://localhost",
        serverName: attached ? "example.org" : scenario.setup === "needed" ? null : "localhost",
        state: scenario.setup === "needed" && !attached ? "unconfigured" : "ready",
      },
      otherHomeservers: "any",
      membersFrom: [],
      publicUrl: "http://localhost:8420",
      version: "0.1.0",
    }),
    "auth.signOut": () => ({}),
    "accounts.me": () => ({ account, scopes: ["operator.read", "operator.write", "operator.admin"] }),
    "accounts.list": () => ({ accounts: [account], next: null }),
    "accounts.prepareOwner": () => ({
      serverName: "localhost",
      baseUrl: "http://localhost",
      registrationToken: "fake",
    }),
    "invites.look": () => {
      if (scenario.invite === "refused") throw new AppError("CODE_REFUSED", "This invitation cannot be used.");
      return {
        spaceId: "!atelier",
        spaceName: scenario.names === "long" ? long : "Atelier",
        invitedBy: "@mira:localhost",
        invitedByName: scenario.names === "long" ? long : "Mira Lindqvist",
        serverName: "localhost",
        canSignUp: true,
      };
    },
    "invites.list": () => ({
      invites:
        scenario.list === "empty"
          ? []
          : [
              invite("one", {}),
              invite("two", { ending: "b_7Q", maxUses: null, expiresAt: null, uses: 128 }),
              invite("three", { ending: null, state: "used-up", uses: 10 }),
            ],
    }),
    "invites.create": () => ({ invite: invite("new", { uses: 0 }), url: "http://localhost:8420/invite#k7Qm2vXw9" }),
    "invites.revoke": ({ id }) => ({ invite: { ...invite(id, {}), state: "revoked" } }),
    "invites.newcomers": () => ({ newcomers: [] }),
    "invites.expected": () => ({
      spaces:
        scenario.invite === "awaited"
          ? [
              {
                spaceId: "!choir",
                spaceName: scenario.names === "long" ? long : "Evening choir",
                invitedBy: "@jun:localhost",
              },
            ]
          : [],
    }),
    "invites.welcomed": () => ({}),
    "health": () => ({
      ok: !down,
      ts: now,
      durationMs: 2,
      channels: {},
      channelOrder: [],
      channelLabels: {},
      heartbeatSeconds: 0,
      defaultAgentId: "main",
      sessions: { path: "", count: 0, recent: [] },
    }),
    "stack.status": () => ({
      parts,
      mcpServers: servers(now),
      publicUrl: "http://localhost:8420",
      serverName: "localhost",
      dataFolder: "/home/rosa/.local/share/parley",
      memoryBytes: 109_051_904,
      version: "0.1.0",
    }),
    "logs.tail": ({ cursor }) => logPiece(scenario, now, cursor),
    "stack.logs": () => ({
      lines: ["2026-05-14T14:00:00Z info Listening on 127.0.0.1", "2026-05-14T14:00:02Z warn Slow answer: 412 ms"],
    }),
    "mcp.signIn": () => signInThere(now),
    "stack.restart": () => ({ part: part("homeserver", "1.163.2", false) }),
  };
}

/** The server's log; nothing is added to it. */
function logPiece({ log, names }: Scenario, now: number, cursor: number | undefined) {
  const levels = ["debug", "info", "info", "warn", "info", "error"];
  const said = [
    { message: "a request was answered", method: "sessions.list", ms: 3 },
    { message: "a run ended", run: "run_7Hq2", state: "done", model: "anthropic/claude-sonnet-4-5" },
    { message: "a person signed in", account: names === "long" ? `@${long}:localhost` : "@mira:localhost" },
    { message: "a provider answered slowly", provider: "anthropic", ms: 4120 },
    { message: "conversations began anew by themselves", count: 3 },
    { message: "a server of tools was lost", server: "library", error: "it did not greet in time", againMs: 4000 },
  ];
  const lines = Array.from({ length: 60 }, (_, at) => {
    const time = new Date(now - (60 - at) * 7_300).toISOString();
    return JSON.stringify({ time, level: levels[at % 6], ...said[at % 6] });
  });
  return { file: "logs/server.log", cursor: 1, size: 1, lines: log === "empty" || cursor !== undefined ? [] : lines };
}

/** A server of tools for agents. */
function server(now: number) {
  return {
    name: "library",
    kind: "http" as const,
    state: "ready" as const,
    since: now - 3_600_000,
    version: "2.1.0",
    restarts: 0,
    lastError: null,
    tools: 12,
    leftOut: 0,
    agents: ["main"],
    secrets: [],
    signIn: "none" as const,
  };
}

/** One that waits until somebody enters its key. */
function lockedServer(now: number) {
  return {
    ...server(now),
    name: "archive",
    state: "unconfigured" as const,
    version: null,
    tools: 0,
    secrets: [
      { name: "Authorization", entered: false },
      { name: "X-Tenant", entered: true },
    ],
  };
}

/** One at which nobody is signed in. */
function doorServer(now: number, signIn: "needed" | "over" | "in") {
  const isIn = signIn === "in";
  const state = isIn ? ("ready" as const) : ("unconfigured" as const);
  return { ...server(now), name: "calendar", version: isIn ? "1.4.0" : null, tools: isIn ? 6 : 0, state, signIn };
}

function servers(now: number) {
  return [server(now), doorServer(now, "needed"), { ...doorServer(now, "in"), name: "mail" }, lockedServer(now)];
}

function signInThere(now: number) {
  const host = "sign-in.calendar.example";
  return { url: `https://${host}/authorize?state=calendar.none`, host, expiresAt: now + 600_000 };
}

/** Our server as the stage plays it. What it does not play answers UNKNOWN_METHOD. */
export function createFakeParley(scenario: Scenario, clock: Clock): ParleyClient {
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const emit = (event: EventName, payload: unknown) => {
    for (const listener of listeners.get(event) ?? []) listener(payload as never);
  };
  const table: Answers = {
    ...answers(scenario, clock.now()),
    ...agentAnswers(scenario, clock.now(), emit),
    ...allowedAnswers(scenario, clock.now()),
    ...programAnswers(scenario, clock.now()),
    ...gatewayAnswers(scenario),
    ...usageAnswers(scenario, clock.now()),
  };
  const account: ParleyClient["account"] = signal(
    scenario.as === "visitor" || scenario.server === "none"
      ? null
      : {
          account: { userId: "@rosa:localhost", role: "owner", createdAt: clock.now() },
          scopes: ["operator.read", "operator.write", "operator.admin"],
        },
  );
  return {
    connection: signal(scenario.server === "up" ? "open" : "closed"),
    account,
    async call(method, params) {
      await sleep(clock, scenario.latencyMs);
      if (scenario.server === "none") {
        throw new AppError("UNREACHABLE", "The server does not answer.", { retryable: true });
      }
      const answer = table[method];
      if (answer === undefined) throw new AppError("UNKNOWN_METHOD", `The stage does not play ${method}.`);
      return answer(params);
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set);
      set.add(listener);
      return () => void set.delete(listener);
    },
    async signIn() {
      const { account: mine } = account.peek() ?? {
        account: { userId: "@rosa:localhost", role: "owner" as const, createdAt: clock.now() },
      };
      return { account: mine, spaceId: "!atelier" };
    },
    async signOut() {},
    close() {},
  };
}
