import { expect, it } from "vitest";
import { stepsOf } from "./steps.ts";

const kept = (...events: readonly Record<string, unknown>[]) =>
  events.map((event, index) => ({ seq: index + 1, at: index, type: String(event.type), event }));

it("makes one line of a call, from what was given to what came back", () => {
  const steps = stepsOf(
    kept(
      { type: "started" },
      {
        type: "message",
        message: {
          role: "assistant",
          parts: [
            { type: "text", text: "Let me look." },
            { type: "tool-call", id: "c1", name: "web_fetch", input: { url: "https://a.example" } },
            { type: "tool-call", id: "c2", name: "exec", input: { argv: ["ls"] } },
          ],
        },
      },
      { type: "asked", call: { id: "c2", name: "exec" }, target: "ls", reason: "It runs a program." },
      { type: "tool-started", callId: "c1", target: "https://a.example" },
      {
        type: "tool-ended",
        ms: 400,
        result: { callId: "c1", name: "web_fetch", outcome: "failed", parts: [{ type: "text", text: "403" }] },
      },
      { type: "answered", callId: "c2", approved: false },
      { type: "message", message: { role: "assistant", parts: [{ type: "text", text: "Done." }] } },
      { type: "ended" },
    ),
  );
  expect(steps.map(({ sign, what, ms, output }) => [sign, what, ms, output])).toEqual([
    ["note", { type: "said" }, null, "Let me look."],
    ["failed", { type: "tool", name: "web_fetch", target: "https://a.example" }, 400, "403"],
    ["denied", { type: "tool", name: "exec", target: "ls" }, null, ""],
  ]);
  expect(steps[1]?.input).toBe('{\n  "url": "https://a.example"\n}');
  expect(steps[2]).toMatchObject({ approved: false, reason: "It runs a program." });
});

it("tells what waits for somebody, what goes on and what nobody knows", () => {
  const call = { type: "tool-call", id: "c1", name: "exec", input: null };
  const message = { type: "message", message: { parts: [call] } };
  expect(stepsOf(kept(message))[0]?.sign).toBe("going");
  expect(stepsOf(kept(message, { type: "asked", call }))[0]?.sign).toBe("asked");
  const unknown = { type: "tool-ended", result: { callId: "c1", outcome: "unknown" } };
  expect(stepsOf(kept(message, unknown))[0]?.sign).toBe("unknown");
});

it("tells of attempts that failed and of what was read, and leaves out what it does not know", () => {
  const steps = stepsOf(
    kept(
      { type: "attempt-failed", fault: { message: "429" }, next: { type: "retry" } },
      { type: "attempt-failed", fault: { message: "500" }, next: { type: "stop" } },
      { type: "tainted", origins: ["web", 3] },
      { type: "from-the-future" },
      { type: "message" },
      { type: "tool-ended", result: "broken" },
    ),
  );
  expect(steps.map(({ sign, what }) => [sign, what.type])).toEqual([
    ["note", "retried"],
    ["failed", "stopped"],
    ["note", "tainted"],
    ["unknown", "tool"],
  ]);
});
