import { PassThrough } from "node:stream";
import { AppError } from "@parley/kernel";
import { describe, expect, test } from "vitest";
import { readArguments } from "./arguments.ts";
import { runCommand } from "./run-command.ts";
import { createTerminal } from "./terminal.ts";

const account = { userId: "@olga:example.org", role: "owner", createdAt: 1 };
const part = {
  name: "homeserver",
  state: "down",
  since: 0,
  version: "1",
  run: "child",
  restarts: 2,
  lastError: "It broke.",
  cause: null,
  advice: "Mend it.",
};
const invites = [
  { spaceId: "!a:b", spaceName: "Alpha" },
  { spaceId: "!a:b", spaceName: "Alpha" },
];

/** Runs a command line against answers by method name. */
async function type(line: string, answers: Record<string, unknown> = {}, typed: string[] = []) {
  const called: [string, unknown][] = [];
  const input = new PassThrough();
  input.end(typed.map((words) => `${words}\n`).join(""));
  const written = { output: "", errors: "" };
  const into = (name: keyof typeof written) =>
    new PassThrough().on("data", (chunk) => {
      written[name] += String(chunk);
    });
  const terminal = createTerminal(input as never, into("output"), into("errors"));
  const told: ((event: unknown) => void)[] = [];
  const client = {
    async call(method: string, params: unknown, { idempotencyKey: key = "" } = {}) {
      called.push([method, params]);
      const answer = answers[method];
      const given =
        typeof answer === "function" ? await answer(params, key, (event: unknown) => told[0]?.(event)) : answer;
      if (given instanceof Error) throw given;
      return given;
    },
    on(_event: string, listener: (event: unknown) => void) {
      told.push(listener);
      return () => void told.splice(told.indexOf(listener), 1);
    },
    close() {},
  };
  const given = readArguments(line.split(" "), {}, "/home/x");
  if ("fault" in given) return { code: 2, called, printed: [], warned: [given.fault] };
  const code = await runCommand(given, terminal, async () => client as never);
  const linesOf = (text: string) => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));
  return { code, called, printed: linesOf(written.output), warned: linesOf(written.errors) };
}

describe("the words", () => {
  test.each([
    ["invite --uses many", "--uses"],
    ["invite --uses 1001", "--uses"],
    ["invite --expires 10y", "--expires"],
    ["invite --expires 1d30", "--expires"],
    ["status --nope", "--nope"],
    ["status --url nowhere", "--url"],
  ])("%s is wrong usage", (line, named) => {
    const read = readArguments(line.split(" "), {}, "/home/x");
    expect("fault" in read && read.fault).toContain(named);
  });

  test("name the data folder as the server does", () => {
    const folder = (env: Record<string, string>, line = "status") => {
      const read = readArguments(line.split(" "), env, "/home/x");
      return "fault" in read ? read.fault : read.dataFolder;
    };
    expect(folder({})).toBe("/home/x/.local/share/parley");
    expect(folder({ XDG_DATA_HOME: "/d" })).toBe("/d/parley");
    expect(folder({ PARLEY_DATA: "/e", XDG_DATA_HOME: "/d" })).toBe("/e");
    expect(folder({ PARLEY_DATA: "/e" }, "status --data /f")).toBe("/f");
  });
});

describe("commands", () => {
  test("status shows each part, and what to do", async () => {
    const answer = {
      version: "0.1.0",
      publicUrl: "http://localhost:8420",
      serverName: "localhost",
      dataFolder: "/d",
      memoryBytes: 131_600_000,
      parts: [part],
      mcpServers: [
        {
          name: "docs",
          kind: "http",
          state: "restarting",
          since: 0,
          version: null,
          restarts: 3,
          lastError: "docs.example: ECONNREFUSED",
          tools: 2,
          leftOut: 1,
          agents: ["main"],
        },
        { name: "mail", kind: "http", state: "unconfigured", since: 0, agents: [], lastError: null, signIn: "over" },
      ],
    };
    const { code, printed } = await type("status", { "stack.status": answer });
    expect(code).toBe(0);
    expect(printed.join("\n")).toContain("131.6 MB");
    expect(printed.join("\n")).toMatch(/Homeserver +down since 1970.*2 restarts\n +It broke\.\n +Mend it\./);
    expect(printed.join("\n")).toMatch(
      /Tools of docs: restarting since 1970.*2 tools, 1 left out, for main, 3 restarts\n +docs\.example/,
    );
    expect(printed.join("\n")).toMatch(/Tools of mail: unconfigured.*\n +It needs a sign-in: open Server status/);
    expect(JSON.parse((await type("status --json", { "stack.status": answer })).printed[0] ?? "")).toEqual(answer);
  });

  test("invite takes the one space that is known, or the one that is named", async () => {
    const made = { url: "http://localhost/invite#c", invite: { expiresAt: null } };
    const answers = { "invites.list": { invites }, "invites.create": made };
    const known = await type("invite", answers);
    expect([known.code, known.printed]).toEqual([0, ["http://localhost/invite#c"]]);
    expect(known.called[1]).toEqual([
      "invites.create",
      { spaceId: "!a:b", spaceName: "Alpha", maxUses: 1, expiresInMs: 7 * 86_400_000 },
    ]);
    const named = await type("invite --space !n:b --space-name New --uses 0 --expires never", answers);
    expect(named.called[1]?.[1]).toEqual({ spaceId: "!n:b", spaceName: "New", maxUses: null, expiresInMs: null });
    expect((await type("invite --space !n:b", answers)).code).toBe(2);
    const none = await type("invite", { "invites.list": { invites: [] } });
    expect([none.code, none.warned[0]?.includes("--space-name")]).toEqual([2, true]);
    const two = [...invites, { spaceId: "!c:d", spaceName: "Beta" }];
    const which = await type("invite", { "invites.list": { invites: two } });
    expect([which.code, which.warned.join().includes("!c:d")]).toEqual([2, true]);
  });

  test("account reset-password asks twice, or makes one", async () => {
    const answers = { "stack.status": { serverName: "example.org" }, "accounts.resetPassword": {} };
    const asked = await type("account reset-password olga", answers, ["y", "long enough", "long enough"]);
    expect(asked.warned.join()).toContain("recovery key was not saved");
    for (const answer of ["n", "", "yellow"]) {
      const refused = await type("account reset-password olga", answers, [answer, "long enough", "long enough"]);
      expect([refused.code, refused.called.some(([method]) => method === "accounts.resetPassword")]).toEqual([
        2,
        false,
      ]);
    }
    expect([asked.code, asked.called.at(-1)]).toEqual([
      0,
      ["accounts.resetPassword", { userId: account.userId, password: "long enough" }],
    ]);
    expect(asked.printed.join()).not.toContain("long enough");
    expect((await type("account reset-password olga --yes", answers, ["long enough", "other word"])).code).toBe(2);
    expect((await type("account reset-password olga --yes", answers, ["short"])).code).toBe(2);
    expect((await type("account reset-password", answers)).code).toBe(2);
    const made = await type("account reset-password @olga:example.org --generate --json", answers);
    const { password } = JSON.parse(made.printed[0] ?? "");
    expect(password).toMatch(/^[A-Za-z0-9_-]{24}$/);
    expect(made.called).toEqual([["accounts.resetPassword", { userId: account.userId, password }]]);
  });

  test("agent says all words and prints the answer, or why there is none", async () => {
    const answers = {
      "chat.send": { runId: "r1", status: "started" },
      "agent.wait": { runId: "r1", status: "ok" },
      "chat.history": { messages: [{ role: "assistant", content: [{ type: "text", text: "Good morning." }] }] },
    };
    const { code, printed, called } = await type("agent good morning", answers);
    expect([code, printed]).toEqual([0, ["Good morning."]]);
    expect(called[0]).toEqual(["chat.send", { sessionKey: "main", message: "good morning" }]);
    const failed = { ...answers, "agent.wait": { runId: "r1", status: "error", error: "No such key." } };
    expect((await type("agent hello", failed)).warned).toEqual(["No such key."]);
    const own = { ...answers, "chat.history": { messages: [{ role: "user", content: [] }] } };
    expect((await type("agent hello", own)).printed).toEqual(["(The agent said nothing.)"]);
    expect((await type("agent /stop", { "chat.send": { ok: true, aborted: true, runIds: [] } })).printed).toEqual([
      "Stopped.",
    ]);
    expect((await type("agent")).code).toBe(2);
  });

  test("approvals show exactly what would run, with nothing that could read as a line of ours", async () => {
    const asked = {
      id: "apr_1",
      account: account.userId,
      request: {
        command: "rg x",
        commandArgv: ["rg", "a b\n    which  /bin/true", "\u202egpj"],
        resolvedPath: "/usr/bin/rg",
      },
      hash: "h",
      createdAtMs: 0,
      expiresAtMs: 60_000,
      state: "pending",
      decision: null,
      resolvedBy: null,
      resolvedAtMs: null,
      alwaysOffered: false,
    };
    const { printed } = await type("approvals list", { "exec.approval.list": { approvals: [asked] } });
    expect(printed).toEqual([
      "apr_1  for @olga:example.org, until 1970-01-01 00:01:00 UTC",
      '    runs   "rg" "a b\\n    which  /bin/true" "\\u202egpj"',
      '    which  "/usr/bin/rg"',
      "    once only: it runs whatever it is given",
    ]);
    expect((await type("approvals list", { "exec.approval.list": { approvals: [] } })).printed).toHaveLength(1);
    const done = await type("approvals resolve apr_1 deny", { "exec.approval.resolve": { ok: true } });
    expect([done.code, done.called]).toEqual([0, [["exec.approval.resolve", { id: "apr_1", decision: "deny" }]]]);
    expect((await type("approvals resolve apr_1 yes")).code).toBe(2);
  });

  test("settings are shown, changed under their hash, and looked at line by line", async () => {
    const state = { path: "/d/parley.json5", exists: true, hash: "h", raw: "{\n  port: 1,\n}\n", config: { port: 1 } };
    expect((await type("config get", { "config.get": state })).printed).toEqual(["{", "  port: 1,", "}"]);
    expect((await type("config get port", { "config.get": state })).printed).toEqual(["1"]);
    expect((await type("config get host", { "config.get": state })).code).toBe(1);
    const done = { noop: false, restart: { needed: true, settings: ["port"] } };
    const set = await type("config set port 2", { "config.get": state, "config.patch": done });
    expect(set.called[1]).toEqual(["config.patch", { raw: '{"port":2}', baseHash: "h" }]);
    expect(set.printed).toEqual(["port is in force after the next start."]);
    expect((await type("config set port")).code).toBe(2);
    const issues = [{ at: "/d/parley.json5:2", path: "port", message: "must be a whole number" }];
    const wrong = await type("config validate", { "config.validate": { valid: false, issues } });
    expect([wrong.code, wrong.printed]).toEqual([1, ["/d/parley.json5:2: port: must be a whole number"]]);
    expect((await type("config validate /no/such/file")).code).toBe(2);
    expect((await type("config validate", { "config.validate": { valid: true, issues: [] } })).code).toBe(0);
  });

  test("foreign text steers no terminal and makes no line of its own", async () => {
    const hostile = "x\n    runs   ls\u001b]52;c;cm0gLXJm\u0007\u009b2J\u202e\u200b";
    const device = { deviceId: "d", displayName: hostile, platform: hostile, scopes: [], tokens: [], remoteIp: null };
    const devices = { "device.pair.list": { pending: [], paired: [device] } };
    const line = JSON.stringify({ time: "t", level: "warn", message: hostile, [hostile]: hostile });
    const all = [
      await type("devices list", devices),
      await type("devices list --json", devices),
      await type("logs", { "logs.tail": { cursor: 1, lines: [line, hostile] } }),
      await type("call health", { health: { [hostile]: hostile } }),
      await type("call health", { health: new AppError("X", hostile) }),
    ];
    for (const { printed, warned } of all)
      expect([...printed, ...warned].join("")).not.toMatch(/[\p{Cc}\u202e\u200b]/u);
    expect(all.slice(0, 3).map(({ printed }) => printed.length)).toEqual([1, 1, 2]);
    expect(all[0]?.printed[0]).toContain("x\\u000a    runs   ls\\u001b]52");
    // What a program reads means the same as before.
    expect(JSON.parse(all[1]?.printed[0] ?? "")).toEqual(devices["device.pair.list"]);
  });

  describe("chat", () => {
    const content = (text: string) => [{ type: "text", text }];
    const told = (runId: string, text: string) => ({ runId, state: "delta", message: { content: content(text) } });
    /** An agent that says pieces and keeps the last one. */
    const agent = (...pieces: string[]) => ({
      "chat.send": (_params: unknown, runId: string, tell: (event: unknown) => void) => {
        for (const piece of pieces) tell(told(runId, piece));
        tell(told("another", "not mine"));
        return { runId, status: "started" };
      },
      "agent.wait": { status: "ok" },
      "chat.history": { messages: [{ role: "assistant", content: content(pieces.at(-1) ?? "") }] },
    });

    test("shows each answer as it comes, once, and goes on until its input ends", async () => {
      const { code, printed, called } = await type("chat", agent("Good", "Good mor", "Good morning."), [
        "hi",
        "",
        "bye",
      ]);
      expect([code, printed]).toEqual([0, ["Good morning.", "Good morning."]]);
      const sent = called.filter(([method]) => method === "chat.send").map(([, params]) => params);
      expect(sent).toEqual([
        { sessionKey: "main", message: "hi" },
        { sessionKey: "main", message: "bye" },
      ]);
    });

    test("what was not heard comes from the history; what was heard wrong comes again", async () => {
      expect((await type("chat work", agent(), ["hi"])).printed).toEqual(["(The agent said nothing.)"]);
      const late = {
        ...agent("One"),
        "chat.history": { messages: [{ role: "assistant", content: content("One, two.") }] },
      };
      expect((await type("chat", late, ["hi"])).printed).toEqual(["One, two."]);
      const other = {
        ...agent("Onion"),
        "chat.history": { messages: [{ role: "assistant", content: content("Two.") }] },
      };
      expect((await type("chat", other, ["hi"])).printed).toEqual(["Onion", "Two."]);
    });

    test("an answer that fails ends neither the talk nor the words before it; a server that is gone does", async () => {
      const failing = { ...agent("Half an"), "agent.wait": { status: "error", error: "No such key." } };
      const { code, printed, warned } = await type("chat", failing, ["hi", "again"]);
      expect([code, printed, warned]).toEqual([0, ["Half an", "Half an"], ["No such key.", "No such key."]]);
      const gone = { ...agent(), "chat.send": new AppError("CLIENT_OFFLINE", "Gone.") };
      expect((await type("chat", gone, ["hi", "again"])).code).toBe(3);
      const limit = { ...agent("A bit"), "agent.wait": { status: "ok", error: "The run took too long." } };
      expect((await type("chat", limit, ["hi"])).warned).toEqual(["The run took too long."]);
      expect((await type("agent hi", limit)).warned).toEqual(["The run took too long."]);
    });
  });

  test("audit shows the newest last, and fails where an entry is not as it was written", async () => {
    const who = { userId: account.userId, local: false, address: "192.0.2.7", subject: "@milo:example.org" };
    const entries = [
      { seq: 3, at: 2000, action: "invites.revoke", outcome: "NOT_FOUND", who: null },
      { seq: 2, at: 1000, action: "accounts.setRole", outcome: "ok", who },
      { seq: 1, at: 0, action: "stack.restart", outcome: "ok", who: { ...who, local: true, subject: "sfu" } },
    ];
    const { code, printed } = await type("audit list", { "audit.list": { entries, next: null } });
    expect(code).toBe(0);
    expect(printed).toEqual([
      "     1  1970-01-01 00:00:00 UTC  done  stack.restart on sfu, by this machine",
      "     2  1970-01-01 00:00:01 UTC  done  accounts.setRole on @milo:example.org, by @olga:example.org from 192.0.2.7",
      "     3  1970-01-01 00:00:02 UTC  NOT_FOUND  invites.revoke, by (erased)",
    ]);
    expect((await type("audit list", { "audit.list": { entries: [], next: null } })).printed).toHaveLength(1);
    const whole = await type("audit verify", { "audit.verify": { entries: 3, faults: [] } });
    expect([whole.code, whole.printed.join()]).toEqual([0, "3 entries, all as they were written."]);
    const torn = { "audit.verify": { entries: 3, faults: [{ kind: "missing", seq: 2 }] } };
    const faulty = await type("audit verify", torn);
    expect([faulty.code, faulty.warned]).toEqual([1, ["     2  is missing", "1 faults in 3 entries."]]);
    expect((await type("audit verify --json", torn)).code).toBe(1);
    expect((await type("audit")).code).toBe(2);
  });

  test("token create takes short names of scopes and prints the token alone", async () => {
    const accessToken = {
      id: "tok_1",
      name: "robot",
      owner: "@olga:example.org",
      scopes: ["operator.read", "operator.write"],
      createdAt: 0,
      lastUsedAt: null,
      expiresAt: null,
      revokedAt: null,
    };
    const answers = {
      "tokens.create": { token: "prl_x", accessToken },
      "tokens.list": { tokens: [accessToken, { ...accessToken, id: "tok_2", revokedAt: 60_000 }] },
      "tokens.revoke": { accessToken },
    };
    const made = await type("token create --name robot --scopes read,operator.write", answers);
    expect([made.code, made.printed]).toEqual([0, ["prl_x"]]);
    expect(made.called).toEqual([["tokens.create", { name: "robot", scopes: ["operator.read", "operator.write"] }]]);
    const json = await type("token create --name robot --scopes read --json", answers);
    expect(JSON.parse(json.printed[0] ?? "")).toEqual(answers["tokens.create"]);
    for (const line of [
      "token create",
      "token create --name robot",
      "token create --scopes read",
      "token revoke",
      "token create --name n --scopes x",
    ]) {
      expect((await type(line, answers)).code).toBe(2);
    }
    const listed = (await type("token list", answers)).printed;
    expect(listed[0]).toContain("read,write  @olga:example.org  made 1970-01-01 00:00 UTC, never used");
    expect(listed[1]).toContain("revoked 1970-01-01 00:01 UTC");
    expect((await type("token list", { "tokens.list": { tokens: [] } })).printed).toEqual([
      "There are no access tokens.",
    ]);
    expect((await type("token revoke tok_1", answers)).called).toEqual([["tokens.revoke", { id: "tok_1" }]]);
  });

  test("token create --expires says until when, and the list what is over", async () => {
    const day = 86_400_000;
    const accessToken = {
      id: "tok_1",
      name: "robot",
      owner: "@olga:example.org",
      scopes: ["operator.read"],
      createdAt: 0,
      lastUsedAt: null,
      expiresAt: 30 * day,
      revokedAt: null,
    };
    const answers = {
      "tokens.create": { token: "prl_x", accessToken },
      "tokens.list": { tokens: [accessToken, { ...accessToken, revokedAt: 30 * day }] },
    };
    const made = await type("token create --name robot --scopes read --expires 30d", answers);
    const params = { name: "robot", scopes: ["operator.read"], expiresInMs: 30 * day };
    expect(made.called).toEqual([["tokens.create", params]]);
    expect(made.warned[0]).toContain("until 1970-01-31 00:00 UTC");
    const [first, second] = (await type("token list", answers)).printed;
    expect(first).toContain("never used, expires 1970-01-31 00:00 UTC");
    expect(second).toContain("expired 1970-01-31 00:00 UTC");
    const wrong = await type("token create --name robot --scopes read --expires 30", answers);
    expect([wrong.code, wrong.called]).toEqual([2, []]);
    const never = await type("token create --name robot --scopes read --expires never", answers);
    expect(never.called).toEqual([["tokens.create", { name: "robot", scopes: ["operator.read"] }]]);
  });

  test("devices list, approve, reject and remove", async () => {
    const device = {
      deviceId: "d".repeat(64),
      displayName: "Box",
      platform: "linux",
      scopes: ["operator.read"],
      tokens: [],
    };
    const pending = {
      ...device,
      requestId: "pair_1",
      remoteIp: "10.0.0.2",
      scopes: ["operator.read", "operator.write"],
    };
    const answers = {
      "device.pair.list": { pending: [pending], paired: [device] },
      "device.pair.approve": { requestId: "pair_1", device },
      "device.pair.reject": { requestId: "pair_1", deviceId: device.deviceId },
      "device.pair.remove": { deviceId: device.deviceId },
    };
    expect((await type("devices list", answers)).printed).toEqual([
      "waits   pair_1  Box (linux, 10.0.0.2) asks for read, write",
      `paired  ${device.deviceId}  Box (linux) read, no token`,
    ]);
    expect((await type("devices approve pair_1", answers)).printed).toEqual(["dddddddddddd may read."]);
    expect((await type("devices reject pair_1", answers)).called).toEqual([
      ["device.pair.reject", { requestId: "pair_1" }],
    ]);
    expect((await type("devices remove d", answers)).called).toEqual([["device.pair.remove", { deviceId: "d" }]]);
    expect((await type("devices approve", answers)).code).toBe(2);
    const none = await type("devices list", { "device.pair.list": { pending: [], paired: [] } });
    expect(none.printed).toEqual(["There are no devices."]);
  });

  test("call takes any method and one object of JSON", async () => {
    const answers = { "health": { ok: true }, "logs.tail": null };
    const done = await type('call health {"probe":true}', answers);
    expect([done.code, done.called, JSON.parse(done.printed.join("\n"))]).toEqual([
      0,
      [["health", { probe: true }]],
      { ok: true },
    ]);
    expect((await type("call health --json", answers)).printed).toEqual(['{"ok":true}']);
    for (const line of [
      "call",
      "call no.such",
      "call constructor",
      "call health {",
      "call health [1]",
      "call health 1",
    ]) {
      expect([line, (await type(line, answers)).code]).toEqual([line, 2]);
    }
  });

  test("logs shows lines for people, as they are for programs, and goes on until the server is gone", async () => {
    const line = JSON.stringify({ time: "2026-01-01T00:00:00.000Z", level: "warn", message: "slow", part: "sfu" });
    const piece = { file: "f", cursor: 9, size: 9, lines: [line, "bare"] };
    const once = await type("logs --lines 7", { "logs.tail": piece });
    expect(once.called).toEqual([["logs.tail", { limit: 7 }]]);
    expect(once.printed).toEqual(["2026-01-01T00:00:00.000Z WARN  slow part=sfu", "bare"]);
    expect((await type("logs --json", { "logs.tail": piece })).printed[0]).toBe(line);
    let asked = 0;
    const followed = await type("logs --follow", {
      get "logs.tail"() {
        return ++asked === 1 ? piece : new AppError("CLIENT_OFFLINE", "gone");
      },
    });
    expect([followed.code, followed.called.at(-1)]).toEqual([3, ["logs.tail", { cursor: 9 }]]);
    expect((await type("logs --lines 0", {})).code).toBe(2);
  });

  test("answer by exit codes", async () => {
    const refused = new AppError("SETUP_DONE", "This server has an owner already.");
    const done = await type("setup-link", { "accounts.newSetupCode": refused });
    expect([done.code, done.warned]).toEqual([1, ["This server has an owner already."]]);
    const json = await type("setup-link --json", { "accounts.newSetupCode": refused });
    expect(JSON.parse(json.printed[0] ?? "").error.code).toBe("SETUP_DONE");
    const away = await type("status", { "stack.status": new AppError("CLIENT_OFFLINE", "No answer.") });
    expect(away.code).toBe(3);
    expect((await type("dance")).code).toBe(2);
    expect((await type("account dance")).code).toBe(2);
    expect((await type("constructor")).code).toBe(2);
  });
});
