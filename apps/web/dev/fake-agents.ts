import { AppError } from "@parley/kernel";
import type { EventName, HistoryMessage, MethodName, ParamsOf, Provider, ResultOf, Run } from "@parley/protocol";
import { long } from "./community.ts";
import type { Scenario } from "./scenario.ts";

type Answers = { readonly [M in MethodName]?: (params: ParamsOf<M>) => ResultOf<M> };
type Emit = (event: EventName, payload: unknown) => void;

const minute = 60_000;
const said = (
  id: string,
  role: HistoryMessage["role"],
  text: string,
  timestamp: number,
  runId = "r1",
): HistoryMessage => ({
  id,
  runId,
  parentId: null,
  role,
  content: [{ type: "text", text }],
  timestamp,
});

const answerText = `Two things changed in **2.4.1** that concern you:

1. \`publish\` waits for the registry, at most 30 s.
2. The flag \`--fast\` is gone; see [the notes](https://example.org/notes/2.4.1) for what to use instead.

\`\`\`ts
await publish({ wait: true, deadlineMs: 30_000 });
\`\`\`

I left \`docs/upgrade.md\` for review because it names a removed flag.`;

/** What is about agents, as the stage plays it. */
export function agentAnswers(scenario: Scenario, now: number, emit: Emit): Answers {
  return { ...modelAnswers(scenario, now), ...personaAnswers(scenario, now), ...talkAnswers(scenario, now, emit) };
}

const nameOf = ({ names }: Scenario): string => (names === "long" ? long : "Scout");

function modelAnswers(scenario: Scenario, now: number): Answers {
  const none = scenario.agents === "none";
  const provider: Provider = {
    id: "anthropic",
    kind: "anthropic",
    name: scenario.names === "long" ? long : "Anthropic",
    baseUrl: null,
    region: null,
    hasKey: true,
    models: [
      { id: "claude-sonnet-4-5", contextTokens: 200_000, price: { input: 3, output: 15 } },
      { id: "claude-haiku-4-5" },
    ],
    updatedAt: now,
  };
  const local: Provider = {
    ...provider,
    id: "ollama",
    kind: "ollama",
    name: "Under the desk",
    baseUrl: "http://localhost:11434",
    hasKey: false,
    models: [{ id: "qwen3:8b", contextTokens: 32_768 }],
  };
  const inFile: Provider = {
    ...local,
    id: "local",
    kind: "local",
    name: "Local",
    baseUrl: null,
    models: [{ id: "SmolLM2-135M-Instruct.Q4_1.gguf", price: { input: 0, output: 0 } }],
  };
  return {
    "localModels.list": () => ({
      folder: "/home/ada/.local/share/parley/models",
      files: [{ name: "SmolLM2-135M-Instruct.Q4_1.gguf", bytes: 98_362_432 }],
      engine: none
        ? { state: "none", model: null, message: null }
        : { state: "ready", model: "SmolLM2-135M-Instruct.Q4_1.gguf", message: null },
      downloads: none
        ? [
            { name: "larger.Q4_K_M.gguf", state: "going", received: 412e6, bytes: 1_117e6, message: null },
            { name: "torn.gguf", state: "failed", received: 0, bytes: null, message: "models.example answered 404" },
          ]
        : [],
    }),
    "providers.list": () =>
      none
        ? { providers: [], defaultModel: null }
        : { providers: [provider, local, inFile], defaultModel: "anthropic/claude-sonnet-4-5" },
    "providers.put": () => ({ provider }),
    "providers.remove": ({ id }) => ({ id }),
    "providers.test": ({ model }) =>
      model.startsWith("ollama")
        ? { ok: false, ms: 12, fault: { kind: "unknown", message: "connect ECONNREFUSED 127.0.0.1:11434" } }
        : { ok: true, ms: 840, fault: null },
    "models.setDefault": ({ model }) => ({ defaultModel: model }),
    "models.list": () => ({
      models: none
        ? []
        : [provider, local].flatMap(({ id, models }) =>
            models.map((model) => ({ id: `${id}/${model.id}`, name: model.id, provider: id })),
          ),
    }),
  };
}

function personaAnswers(scenario: Scenario, now: number): Answers {
  const scout = nameOf(scenario);
  const config = {
    id: "scout",
    name: scout,
    emoji: null,
    avatar: null,
    model: null,
    instructions: "You help with releases. Be short.",
    tools: { type: "all" as const },
    fallbacks: [],
    asks: [],
    exec: false,
    budget: {},
    reset: { mode: "manual" as const },
    owner: "@rosa:localhost",
    shared: false,
    updatedAt: now,
  };
  const listed = (id: string, name: string) => ({ id, name, identity: { name } });
  return {
    "agents.list": () => ({
      defaultId: "main",
      mainKey: "main",
      scope: "per-sender",
      agents: [listed("main", "Assistant"), listed("scout", scout)],
    }),
    "agents.get": ({ agentId }) => {
      if (agentId === "scout") return { agent: config };
      return { agent: { ...config, id: agentId, name: "Assistant", owner: null, shared: true } };
    },
    "agents.create": ({ name }) => ({ ok: true, agentId: "scout", name, workspace: "(none)" }),
    "agents.update": ({ agentId }) => ({ ok: true, agentId }),
    "agents.delete": ({ agentId }) => ({ ok: true, agentId, removedBindings: 0 }),
  };
}

function talkAnswers(scenario: Scenario, now: number, emit: Emit): Answers {
  const run = (runId: string, part: Partial<Run> = {}): Run => ({
    runId,
    sessionKey: "agent:scout:main",
    agentId: "scout",
    model: "anthropic/claude-sonnet-4-5",
    state: "done",
    fault: null,
    startedAt: now - 4 * minute,
    endedAt: now - 4 * minute + 48_000,
    usage: { inputTokens: 18_204, outputTokens: 1366 },
    cost: { dollars: 0.0751, unpriced: 0 },
    ...part,
  });
  const history = [
    said("m1", "user", "What changed in 2.4.1 that concerns me?", now - 4 * minute),
    said("m2", "assistant", answerText, now - 3.5 * minute),
  ];
  const going = scenario.agents === "answering";
  const failed = scenario.agents === "failed";
  const open = scenario.agents === "unanswered";
  if (going || failed || open) history.push(said("m3", "user", "And is the changelog right?", now - 20_000, "r2"));
  const runs = [
    ...(going ? [run("r2", { state: "running", startedAt: now - 20_000, endedAt: null, usage: {} })] : []),
    ...(failed
      ? [
          run("r2", {
            state: "failed",
            fault: "429 from the provider: too many requests",
            startedAt: now - 20_000,
            endedAt: now - 18_000,
          }),
        ]
      : []),
    ...(open ? [run("r2", { state: "cancelled", startedAt: now - 20_000, endedAt: now - 18_000 })] : []),
    run("r1"),
  ];
  const conversation = (name: string, title: string, age: number, preview: string) => ({
    key: `agent:scout:${name}`,
    kind: "direct" as const,
    sessionId: name,
    updatedAt: now - age * minute,
    derivedTitle: title,
    lastMessagePreview: preview,
    archived: false,
    pinned: false,
    totalTokens: 19_570,
  });
  const conversations =
    scenario.agents === "new"
      ? []
      : [
          conversation(
            "main",
            "What changed in 2.4.1 that concerns me?",
            4,
            "Two things changed in 2.4.1 that concern you",
          ),
          conversation(
            "web-a",
            scenario.names === "long" ? long : "Names for the reef",
            190,
            "Kelp, Anemone, Low tide",
          ),
          conversation("web-b", "Translate the invitation", 3000, "Quien abra el enlace elige un nombre"),
        ];
  if (going) {
    const text = "The changelog names eleven changes. I compared each of them with the commits and";
    setTimeout(() => {
      emit("chat", {
        runId: "r2",
        sessionKey: "agent:scout:main",
        seq: 3,
        state: "delta",
        deltaText: text,
        message: { role: "assistant", content: [{ type: "text", text }], timestamp: now },
      });
    }, 900);
  }
  return {
    "sessions.list": () => ({
      ts: now,
      path: "",
      count: conversations.length,
      totalCount: conversations.length,
      hasMore: false,
      nextOffset: null,
      defaults: { modelProvider: null, model: null, contextTokens: null },
      sessions: conversations,
    }),
    "sessions.copy": () => {
      throw new AppError("NOT_FOUND", "The stage copies nothing.");
    },
    "runs.list": ({ sessionKey }) => ({
      runs: sessionKey === "agent:scout:main" && scenario.agents !== "new" ? runs : [],
    }),
    "runs.get": ({ runId }) => ({ run: run(runId), truncated: false, steps: steps(now) }),
    "chat.history": ({ sessionKey }) => ({
      sessionKey,
      messages: sessionKey === "agent:scout:main" && scenario.agents !== "new" ? history : [],
      thinkingLevel: "off",
      ...(scenario.agents === "anew" ? { anew: { at: now - 3 * 60 * 60_000, why: "idle" as const } } : {}),
    }),
    "exec.approval.list": () => ({ approvals: scenario.approvals === "yes" ? questions(now, scenario) : [] }),
    "exec.approval.resolve": () => ({ ok: true }),
    "chat.send": () => ({ runId: "r3", status: "started" }),
    "runs.retry": () => ({ runId: "r3", status: "started" }),
    "chat.abort": () => ({ ok: true, aborted: true, runIds: ["r2"] }),
  };
}

function questions(now: number, scenario: Scenario): ResultOf<"exec.approval.list">["approvals"] {
  const open = {
    hash: "",
    createdAtMs: now - 20_000,
    expiresAtMs: now + 100_000,
    state: "pending" as const,
    decision: null,
    resolvedBy: null,
    resolvedAtMs: null,
    account: "@rosa:localhost",
  };
  const run = { runId: "r1", callId: "c1", sessionKey: "agent:scout:main" };
  return [
    {
      ...open,
      id: "one",
      kind: "exec",
      run,
      tool: { name: "exec", input: {}, target: "npm", reason: "It runs a program." },
      request: {
        command: "npm publish --tag next",
        commandArgv: ["npm", "publish", "--tag", scenario.names === "long" ? long : "next \u202eone"],
        cwd: "/home/rosa/reef",
        resolvedPath: "/usr/bin/npm",
        agentId: "scout",
      },
      alwaysOffered: true,
    },
    {
      ...open,
      id: "two",
      kind: "tool",
      run,
      account: "@mira:localhost",
      tool: {
        name: "message_send",
        input: { to: "@jun:localhost", text: "The tide turns at noon." },
        target: "@jun:localhost",
        reason: "It has read a page of the web since it was asked.",
      },
      request: { command: "message_send", agentId: "scout" },
      alwaysOffered: false,
    },
  ];
}

function steps(now: number): ResultOf<"runs.get">["steps"] {
  const calls = [
    { type: "tool-call", id: "c1", name: "session_read", input: { key: "main", limit: 20 } },
    { type: "tool-call", id: "c2", name: "web_fetch", input: { url: "https://example.org/notes/2.4.1" } },
    { type: "tool-call", id: "c3", name: "exec", input: { argv: ["npm", "publish"] } },
    { type: "tool-call", id: "c4", name: "weather_of", input: { place: "Vigo" } },
  ];
  const ended = (callId: string, name: string, outcome: string, ms: number, text: string) => ({
    type: "tool-ended",
    ms,
    result: { callId, name, outcome, origin: "web", parts: [{ type: "text", text }] },
  });
  const events: { type: string; [key: string]: unknown }[] = [
    { type: "started" },
    { type: "attempt-failed", fault: { message: "529 overloaded" }, next: { type: "retry", waitMs: 500 } },
    { type: "message", message: { role: "assistant", parts: [{ type: "text", text: "Let me look." }, ...calls] } },
    ended("c1", "session_read", "ok", 2100, "14 messages"),
    { type: "tool-started", callId: "c2", target: "https://example.org/notes/2.4.1" },
    { type: "tainted", origins: ["web"] },
    ended("c2", "web_fetch", "failed", 400, "403 from the far end"),
    { type: "asked", call: calls[2], target: "npm publish", reason: "It runs a program." },
    { type: "answered", callId: "c3", approved: true },
    ended("c3", "exec", "ok", 9800, "+ parley@2.4.1"),
    ended("c4", "weather_of", "denied", 0, "not allowed"),
  ];
  return events.map((event, index) => ({ seq: index + 1, at: now, type: event.type, event }));
}
