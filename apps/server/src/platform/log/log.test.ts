import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { withTestApp } from "../../testing/test-app.ts";
import { createFileSink, createLog, createPartLog } from "./log.ts";
import { createRedactor } from "./redactor.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("lines of a part are kept as soon as its file can be opened, and cost nothing before", () => {
  const file = join(folder, "logs");
  writeFileSync(file, "in the way");
  const keep = createPartLog(join(file, "sfu.log"), () => 0);
  expect(() => keep("lost")).not.toThrow();
  rmSync(file);
  keep("kept");
  expect(readFileSync(join(file, "sfu.log"), "utf8")).toBe("kept\n");
});

describe("the redactor", () => {
  test("takes out every secret that lives, wherever it stands, and forgets dead ones", () => {
    const redactor = createRedactor();
    const token = "abcDEF0123456789_-abcDEF0123456789";
    redactor.add(token);
    redactor.add("with spaces & signs");
    redactor.add("short");
    expect(redactor.redact(`a ${token} b`)).toBe("a [redacted] b");
    expect(redactor.redact(`x${token}y`)).toBe("[redacted]");
    expect(redactor.redact(`{"x":"with spaces & signs"}`)).toBe(`{"x":"[redacted]"}`);
    expect(redactor.redact("a short word")).toBe("a short word");
    redactor.remove(token);
    expect(redactor.redact(`a ${token} b`)).toContain(token);
  });

  test("keeps what the server lives by, however many others come, and is bounded all the same", () => {
    const redactor = createRedactor();
    const kept = ["service-token-0123456789", "kept with spaces"];
    for (const secret of kept) redactor.keep(secret);
    redactor.add("passing-token-000000");
    for (let n = 0; n < 20_001; n++) {
      redactor.add(`session-token-${String(n).padStart(8, "0")}`);
      redactor.add(`session word ${n}`);
    }
    // Known already: being added once more does not make it one of the many.
    redactor.add(kept[0] ?? "");
    redactor.add("one-more-token-00000");
    for (const secret of kept) expect(redactor.redact(`: ${secret} :`)).toBe(": [redacted] :");
    expect(redactor.redact("passing-token-000000")).toBe("passing-token-000000");
    redactor.remove(kept[0] ?? "");
    expect(redactor.redact(kept[0] ?? "")).toBe(kept[0]);
  });

  test.each([
    ["Authorization: Bearer abc.def-ghi123", "Authorization: Bearer [redacted]"],
    ["GET /rtc?access_token=eyJhbGciOi.x.y&z=1", "GET /rtc?access_token=[redacted]&z=1"],
    [
      "http://localhost:8420/setup#E6ZOg1yAmAg0MOBczhQodMbY5U18ekGmxzTbhb3wl-w",
      "http://localhost:8420/setup#[redacted]",
    ],
    ['{"password":"hunter2"}', '{"password":"[redacted]"}'],
    ["token syt_b2xnYQ_abcdefgh_123456", "token [redacted]"],
    ['{"code":"PART_DOWN"}', '{"code":"PART_DOWN"}'],
    ["/_matrix/client/v3/rooms/!abc:localhost/messages", "/_matrix/client/v3/rooms/!abc:localhost/messages"],
  ])("knows the shapes of secrets that it never held: %s", (text, clean) => {
    expect(createRedactor().redact(text)).toBe(clean);
  });
});

/** A clock that stands, and nothing to fall back to. */
const still = { now: () => 0, fallback: () => {} };

describe("the log", () => {
  const write = (path: string, count: number, maxBytes: number) => {
    const sink = createFileSink(path, { ...still, maxBytes, keep: 3 });
    for (let n = 0; n < count; n++) sink.write(`line ${n} ${"x".repeat(50)}`);
    return sink;
  };

  test("turns over at its size, keeps so many, and shows its tail", () => {
    const path = join(folder, "logs", "server.log");
    const sink = write(path, 100, 1000);
    expect(sink.tail(2).map((line) => line.slice(0, 7))).toEqual(["line 98", "line 99"]);
    sink.close();
    for (const suffix of ["", ".1", ".2"]) expect(statSync(path + suffix).size).toBeLessThanOrEqual(1000);
    expect(existsSync(`${path}.3`)).toBe(false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("holds no closed file when a new one cannot be opened, says its lines elsewhere, and comes back", () => {
    const logs = join(folder, "logs");
    const path = join(logs, "server.log");
    const elsewhere: string[] = [];
    let time = 0;
    const sink = createFileSink(path, {
      maxBytes: 100,
      keep: 3,
      now: () => time,
      fallback: (line) => elsewhere.push(line),
    });
    sink.write("a".repeat(90));
    rmSync(logs, { recursive: true });
    writeFileSync(logs, "in the way");
    sink.write("b".repeat(90));
    // Takes the number that the log's file had.
    const other = join(folder, "other");
    const victim = openSync(other, "w");
    time += 4_999;
    sink.write("c".repeat(90));
    sink.write("d".repeat(90));
    writeSync(victim, "untouched");
    closeSync(victim);
    expect(readFileSync(other, "utf8")).toBe("untouched");
    expect(elsewhere.map((line) => line[0])).toEqual(["b", "c", "d"]);
    expect(sink.tail(5)).toEqual([]);
    rmSync(logs);
    time += 1;
    sink.write("e");
    expect(readFileSync(path, "utf8")).toBe("e\n");
    expect(elsewhere).toHaveLength(3);
    sink.close();
    const again = openSync(other, "w");
    sink.write("after the end");
    closeSync(again);
    expect(readFileSync(other, "utf8")).toBe("");
    expect(elsewhere.at(-1)).toBe("after the end");
  });

  test("says nothing twice on a terminal while there is no file, and leaves no stack out", () => {
    const logs = join(folder, "logs");
    const lines: string[] = [];
    const terminal = (line: string) => lines.push(line);
    const sink = createFileSink(join(logs, "server.log"), { maxBytes: 1, keep: 1, now: () => 0, fallback: terminal });
    const clock = { now: () => 0, after: () => () => {} };
    const log = createLog({ clock, redactor: createRedactor(), file: sink, terminal });
    log.error("kept", { stack: "at a" });
    rmSync(logs, { recursive: true });
    writeFileSync(logs, "in the way");
    log.warn("not kept");
    log.error("broke", { stack: "at b" });
    log.debug("for the file");
    sink.close();
    expect(lines).toEqual([
      "00:00:00 error: kept",
      "00:00:00 warn: not kept",
      "00:00:00 error: broke  stack=at b",
      '{"time":"1970-01-01T00:00:00.000Z","level":"debug","message":"for the file"}',
    ]);
  });

  test("writes JSON for programs and short lines for people, both without secrets", () => {
    const redactor = createRedactor();
    redactor.add("supersecretsupersecret");
    const path = join(folder, "server.log");
    const sink = createFileSink(path, still);
    const lines: string[] = [];
    const clock = { now: () => 1_800_000_000_000, after: () => () => {} };
    const log = createLog({ clock, redactor, file: sink, terminal: (line) => lines.push(line) });
    log.child({ part: "sfu" }).warn("it said supersecretsupersecret", { count: 2, gone: undefined });
    log.debug("for the file");
    sink.close();
    expect(lines).toEqual(["08:00:00 warn: it said [redacted]  part=sfu count=2"]);
    const rows = readFileSync(path, "utf8").trim().split("\n");
    expect(rows.map((row) => JSON.parse(row))).toEqual([
      { time: "2027-01-15T08:00:00.000Z", level: "warn", message: "it said [redacted]", part: "sfu", count: 2 },
      { time: "2027-01-15T08:00:00.000Z", level: "debug", message: "for the file" },
    ]);
  });

  test("holds no code, token or password after a whole set-up, invitation and failure", async () => {
    const path = join(folder, "server.log");
    const sink = createFileSink(path, still);
    const shown: string[] = [];
    const secrets: string[] = [];
    // The server's own redactor is joined to the log below: what it knows is what the log leaves out.
    const late = { redact: (text: string) => text };
    const log = createLog({
      clock: { now: () => 0, after: () => () => {} },
      redactor: { add() {}, keep() {}, remove() {}, redact: (text) => late.redact(text) },
      file: sink,
      terminal: (line) => shown.push(line),
    });
    await withTestApp(
      async ({ call, person, redactor, stack }) => {
        late.redact = redactor.redact;
        const owner = await person("olga", "owner");
        const made = await call(
          "invites.create",
          { spaceId: "!a:b", spaceName: "A", expiresInMs: null, maxUses: 1 },
          { token: owner.token },
        );
        const code = made.body.url.split("#")[1] ?? "";
        secrets.push(owner.token, owner.matrixToken, code);
        // A fault whose text holds everything that it should not.
        stack.logs = async () => {
          throw new Error(`broke with ${secrets.join(" and ")}`);
        };
        const answer = await call("stack.logs", { part: "sfu" }, { token: owner.token });
        expect(answer.body.error.code).toBe("INTERNAL");
        expect(JSON.stringify(answer.body)).not.toContain("broke");
      },
      { log },
    );
    sink.close();
    const written = readFileSync(path, "utf8") + shown.join("\n");
    expect(written).toContain("broke with [redacted]");
    for (const secret of secrets) expect(written).not.toContain(secret);
  });
});
