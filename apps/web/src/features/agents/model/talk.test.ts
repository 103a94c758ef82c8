import { AppError, createScope, type Scope } from "@parley/kernel";
import type { HistoryMessage, Run } from "@parley/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFakeParley, type FakeParley } from "../../../shared/testing/fake-world.tsx";
import { createTalk, type Talk } from "./talk.ts";
import { runOf, unanswered } from "./talk-view.ts";

const sessionKey = "agent:scout:main";
const message = (id: string, role: "user" | "assistant", text: string, timestamp = 1): HistoryMessage => ({
  id,
  parentId: null,
  role,
  content: [{ type: "text", text }],
  timestamp,
});
const run = (runId: string, part: Partial<Run> = {}): Run => ({
  runId,
  sessionKey,
  agentId: "scout",
  model: "acme/small",
  state: "running",
  fault: null,
  startedAt: 1,
  endedAt: null,
  usage: {},
  cost: null,
  ...part,
});

let parley: FakeParley;
let scope: Scope;
let talk: Talk;
let history: HistoryMessage[];
let runs: Run[];
let tick: () => void;
let cancelled: number;

beforeEach(() => {
  parley = createFakeParley();
  parley.connection.value = "open";
  history = [];
  runs = [];
  cancelled = 0;
  parley.answers = {
    "runs.list": () => ({ runs }),
    "chat.history": () => ({ sessionKey, messages: history, thinkingLevel: "off" }),
    "chat.send": () => ({ runId: "r1", status: "started" }),
    "chat.abort": () => ({ ok: true, aborted: true, runIds: ["r1"] }),
  };
  scope = createScope();
  const waits: (() => void)[] = [];
  tick = () => {
    for (const wait of waits.splice(0)) wait();
  };
  const clock = {
    now: () => 5,
    after: (_ms: number, then: () => void) => {
      waits.push(then);
      return () => {
        cancelled += 1;
        waits.splice(waits.indexOf(then), 1);
      };
    },
  };
  let n = 0;
  const random = { bytes: (length: number) => new Uint8Array(length).fill(++n) };
  talk = createTalk({ parley, clock, random, scope }, { agentId: "scout", name: "main" });
});
afterEach(() => scope.end());

const view = () => talk.view.peek();
const settled = () => vi.waitFor(() => expect(view().state).not.toBe("loading"));
const delta = (runId: string, seq: number, text: string, deltaText = "") =>
  parley.emit("chat", {
    runId,
    sessionKey,
    seq,
    state: "delta",
    deltaText,
    ...(text === "" ? {} : { message: { role: "assistant", content: [{ type: "text", text }], timestamp: 1 } }),
  });

describe("a conversation", () => {
  it("is read anew when it began anew, and what failed before that is not of it", async () => {
    history = [message("m1", "user", "before")];
    runs = [run("r0", { state: "failed", fault: "gone", startedAt: 1, endedAt: 2 })];
    await talk.load();
    expect([view().anew, view().fault?.detail]).toEqual([null, "gone"]);
    const anew = { at: 3, why: "idle" };
    history = [];
    parley.answers["chat.history"] = () => ({ sessionKey, messages: history, thinkingLevel: "off", anew });
    parley.emit("sessions.anew", { sessionKey: "agent:scout:other", sessionId: "s", ...anew });
    parley.emit("sessions.anew", { sessionKey, sessionId: "s", ...anew });
    await vi.waitFor(() => expect(view().messages).toEqual([]));
    expect([view().anew, view().fault]).toEqual([anew, null]);
    expect(parley.calls.filter(({ method }) => method === "chat.history")).toHaveLength(2);
    runs = [run("r1", { state: "failed", fault: "again", startedAt: 2, endedAt: 4 }), ...runs];
    await talk.load();
    expect(view().fault?.detail).toBe("again");
  });

  it("shows an answer as it grows, reads no event twice, and keeps the end once", async () => {
    await talk.load();
    delta("r1", 2, "He");
    delta("r1", 4, "Hello");
    delta("r1", 2, "He");
    expect(view().answer?.text).toBe("Hello");
    delta("r1", 6, "", " there");
    expect(view().answer?.text).toBe("Hello there");
    history = [message("m1", "user", "hi"), message("m2", "assistant", "Hello there")];
    runs = [run("r1", { state: "done", endedAt: 3 })];
    parley.emit("chat", { runId: "r1", sessionKey, seq: 8, state: "final", message: history[1] });
    expect(view().answer).toBeNull();
    expect(view().messages.map(({ id }) => id)).toEqual(["m2"]);
    await vi.waitFor(() => expect(view().messages.map(({ id }) => id)).toEqual(["m1", "m2"]));
    delta("r1", 9, "late");
    expect(view().answer).toBeNull();
  });

  it("hears nothing of other conversations", async () => {
    await talk.load();
    parley.emit("chat", { runId: "x", sessionKey: "agent:scout:other", seq: 1, state: "delta", deltaText: "no" });
    expect(view().answer).toBeNull();
  });

  it("goes on in the middle of an answer after the socket was away, and takes the end that it missed", async () => {
    await talk.load();
    delta("r1", 2, "Half");
    parley.connection.value = "connecting";
    runs = [run("r1")];
    history = [message("m1", "user", "hi")];
    parley.connection.value = "open";
    await vi.waitFor(() => expect(view().messages).toHaveLength(1));
    expect(view().answer?.text).toBe("Half");
    delta("r1", 7, "Half and whole");
    expect(view().answer?.text).toBe("Half and whole");
    parley.connection.value = "connecting";
    runs = [run("r1", { state: "done", endedAt: 3 })];
    history = [message("m1", "user", "hi"), message("m2", "assistant", "Half and whole.")];
    parley.connection.value = "open";
    await vi.waitFor(() => expect(view().answer).toBeNull());
    expect(view().messages.map(({ id }) => id)).toEqual(["m1", "m2"]);
  });

  it("asks by itself how far it is while no events come", async () => {
    runs = [run("r1")];
    parley.connection.value = "connecting";
    await talk.load();
    expect(view().answer?.runId).toBe("r1");
    runs = [run("r1", { state: "done", endedAt: 3 })];
    tick();
    await vi.waitFor(() => expect(view().answer).toBeNull());
  });

  it("does not lose an answer to a reading that was begun before it", async () => {
    await talk.load();
    const late = Promise.withResolvers<{ sessionKey: string; messages: HistoryMessage[]; thinkingLevel: string }>();
    const before = parley.answers;
    parley.answers = { ...before, "chat.history": () => late.promise };
    void talk.load();
    await vi.waitFor(() => expect(parley.calls.at(-1)?.method).toBe("chat.history"));
    parley.answers = before;
    history = [message("m2", "assistant", "Done")];
    parley.emit("chat", { runId: "r1", sessionKey, seq: 3, state: "final", message: history[0] });
    late.resolve({ sessionKey, messages: [], thinkingLevel: "off" });
    await vi.waitFor(() => expect(parley.calls.filter(({ method }) => method === "chat.history")).toHaveLength(3));
    expect(view().messages.map(({ id }) => id)).toEqual(["m2"]);
  });

  it("says something once, shows it at once, and gives it up to the history", async () => {
    await talk.load();
    parley.answers["chat.send"] = () => {
      history = [message("m1", "user", "hi")];
      runs = [];
      return { runId: "r", status: "started" };
    };
    expect(talk.send(" hi ")).toBe(true);
    expect(view().waiting).toMatchObject({ text: "hi", state: "sending" });
    expect(talk.send("again")).toBe(false);
    await vi.waitFor(() => expect(view().messages).toHaveLength(1));
    expect(view().waiting).toBeNull();
  });

  it("keeps what did not go out, and says it again under the same id", async () => {
    await talk.load();
    const keys: (string | undefined)[] = [];
    const { call } = parley;
    Object.assign(parley, {
      call: (method: never, params: never, options?: { idempotencyKey?: string }) => {
        if (method === "chat.send") keys.push(options?.idempotencyKey);
        return call(method, params, options);
      },
    });
    parley.answers["chat.send"] = () => {
      throw new AppError("CLIENT_OFFLINE", "away");
    };
    talk.send("hi");
    await vi.waitFor(() => expect(view().waiting?.state).toBe("failed"));
    parley.answers["chat.send"] = () => ({ runId: "r", status: "started" });
    talk.resend();
    await vi.waitFor(() => expect(view().waiting).toBeNull());
    expect(keys[0]).toBeTruthy();
    expect(keys[1]).toBe(keys[0]);
  });

  it("says of a run that it waits for somebody, and goes on with it", async () => {
    await talk.load();
    delta("r1", 2, "First");
    runs = [run("r1", { state: "parked" })];
    parley.emit("agent", { runId: "r1", sessionKey, seq: 3, stream: "lifecycle", ts: 1, data: { phase: "waiting" } });
    await vi.waitFor(() => expect(view().runs[0]?.state).toBe("parked"));
    expect(view().answer?.text).toBe("First");
    runs = [run("r1")];
    parley.emit("agent", { runId: "r1", sessionKey, seq: 4, stream: "lifecycle", ts: 1, data: { phase: "resume" } });
    delta("r1", 6, "First, then");
    expect(view().answer?.text).toBe("First, then");
  });

  it("stops an answer, and can be asked again when the server was away", async () => {
    runs = [run("r1")];
    await talk.load();
    parley.answers["chat.abort"] = () => {
      throw new AppError("CLIENT_OFFLINE", "away");
    };
    await expect(talk.stop()).rejects.toThrow();
    expect(view().answer?.stopping).toBe(false);
    parley.answers["chat.abort"] = () => ({ ok: true, aborted: true, runIds: ["r1"] });
    await talk.stop();
    expect(view().answer?.stopping).toBe(true);
    expect(parley.calls).toContainEqual({ method: "chat.abort", params: { sessionKey, runId: "r1" } });
  });

  it("says why the last answer did not come, after a reload too", async () => {
    runs = [run("r1", { state: "failed", fault: "401", endedAt: 2 })];
    await talk.load();
    expect(view().fault).toEqual({ runId: "r1", detail: "401" });
    delta("r2", 1, "Now");
    expect(view().fault).toBeNull();
  });

  it("has the last question answered again without saying it again, and takes away what was answered", async () => {
    history = [message("m1", "user", "one"), message("m2", "assistant", "tw")];
    runs = [run("r1", { state: "limit", fault: "too much", endedAt: 2 })];
    await talk.load();
    parley.answers["runs.retry"] = () => {
      throw new AppError("CLIENT_OFFLINE", "away");
    };
    await expect(talk.retry("m1")).rejects.toThrow();
    expect(view()).toMatchObject({ fault: { runId: "r1" }, answer: null, messages: history });
    parley.answers["runs.retry"] = () => {
      history = [message("m1", "user", "one")];
      return { runId: "r2", status: "started" };
    };
    await talk.retry("m1");
    expect(parley.calls).toContainEqual({ method: "runs.retry", params: { sessionKey, messageId: "m1" } });
    expect(view().messages.map(({ id }) => id)).toEqual(["m1"]);
    expect(view().answer?.text).toBe("");
    expect(parley.calls.some(({ method }) => method === "chat.send")).toBe(false);
  });

  it("has an earlier question answered again beside the conversation", async () => {
    parley.answers["sessions.copy"] = () => {
      history = [message("copy-of-m1", "user", "one")];
      return { key: "agent:scout:fork-1" };
    };
    parley.answers["runs.retry"] = () => ({ runId: "r2", status: "started" });
    expect(await talk.retryApart("m1")).toBe("fork-1");
    expect(parley.calls).toContainEqual({ method: "sessions.copy", params: { key: sessionKey, messageId: "m1" } });
    const params = { sessionKey: "agent:scout:fork-1", messageId: "copy-of-m1" };
    expect(parley.calls.at(-1)).toEqual({ method: "runs.retry", params });
  });

  it("says of a question that it has no answer, unless one comes or something says why", async () => {
    history = [message("m1", "user", "one")];
    runs = [run("r1", { state: "cancelled", endedAt: 2 })];
    await talk.load();
    expect(unanswered(view())?.id).toBe("m1");
    expect(unanswered({ ...view(), fault: { runId: "r1", detail: "" } })).toBeNull();
    delta("r2", 1, "Now");
    expect(unanswered(view())).toBeNull();
  });

  it("gives up what seemed not to go out once it stands in the history", async () => {
    await talk.load();
    parley.answers["chat.send"] = () => {
      throw new AppError("CLIENT_OFFLINE", "away");
    };
    talk.send("hi");
    await vi.waitFor(() => expect(view().waiting?.state).toBe("failed"));
    history = [{ ...message("m1", "user", "hi"), runId: view().waiting?.runId ?? "" }];
    await talk.load();
    expect(view().waiting).toBeNull();
  });

  it("asks something else in a conversation of its own that holds all before it", async () => {
    history = [message("m1", "user", "one"), message("m2", "assistant", "two"), message("m3", "user", "three")];
    await talk.load();
    parley.answers["sessions.copy"] = () => ({ key: "agent:scout:fork-1" });
    expect(await talk.branch("m3", "other")).toBe("fork-1");
    expect(parley.calls).toContainEqual({ method: "sessions.copy", params: { key: sessionKey, messageId: "m2" } });
    expect(parley.calls.at(-1)?.params).toEqual({ sessionKey: "agent:scout:fork-1", message: "other" });
    // Nothing stands before the first: its conversation begins empty.
    const fresh = await talk.branch("m1", "other");
    expect(fresh).toMatch(/^web-/u);
    expect(parley.calls.at(-1)?.params).toEqual({ sessionKey: `agent:scout:${fresh}`, message: "other" });
  });

  it("says that nothing could be read, and keeps what it has when only a later reading fails", async () => {
    const before = parley.answers;
    const away = () => {
      throw new AppError("CLIENT_OFFLINE", "away");
    };
    parley.answers = { ...before, "runs.list": away };
    await talk.load();
    await settled();
    expect(view().state).toBe("failed");
    parley.answers = before;
    history = [message("m1", "user", "one")];
    await talk.load();
    expect(view().state).toBe("ready");
    parley.answers = { ...before, "runs.list": away };
    await talk.load();
    expect(view()).toMatchObject({ state: "ready", messages: history });
  });

  it("ends with its scope", async () => {
    runs = [run("r1")];
    parley.connection.value = "connecting";
    await talk.load();
    const before = cancelled;
    scope.end();
    expect(cancelled).toBeGreaterThan(before);
    delta("r1", 3, "more");
    expect(view().answer?.text).toBe("");
  });
});

it("knows the run of an answer by its id", () => {
  const all = [run("r2"), run("r1")];
  expect(runOf({ ...message("m", "assistant", "x"), runId: "r1" }, all)?.runId).toBe("r1");
  expect(runOf({ ...message("m", "user", "x"), runId: "r1" }, all)).toBeNull();
  expect(runOf({ ...message("m", "assistant", "x"), runId: "r3" }, all)).toBeNull();
  expect(runOf(message("m", "assistant", "x"), all)).toBeNull();
});
