import { messageOf } from "@parley/kernel";
import { isObject } from "../contract/json.ts";
import type { ToolCallPart, ToolResult } from "../contract/messages.ts";
import { targetOf } from "../policy/taint.ts";
import { judge, type Verdict } from "../policy/tool-policy.ts";
import { checkInput } from "../tools/check-input.ts";
import type { Tool, ToolAnswer } from "../tools/tool.ts";
import { offeredTools } from "./ask-model.ts";
import { within } from "./read-stream.ts";
import type { Recorder } from "./recorder.ts";

/** Calls that run beside each other at most. */
const mostBeside = 8;
/** Calls of one message that are answered at all. */
const mostCalls = 32;
const mostOffered = 40;
const maxAnswerChars = 200_000;

interface Ready {
  readonly call: ToolCallPart;
  readonly tool: Tool;
  readonly target: string;
}

/**
 * Answers the calls of the last message as far as it can be done now: what must be asked is asked, what may run runs, beside
 * others where nothing is changed by it. What changes something keeps its order: it waits behind a question that is open.
 */
export async function runTools(run: Recorder): Promise<void> {
  await closeInterrupted(run);
  const ready: Ready[] = [];
  let waits = false;
  for (const [index, call] of run.state.calls.entries()) {
    if (run.state.results[call.id] !== undefined) continue;
    const decided = index < mostCalls ? await decide(run, call) : no(`more than ${mostCalls} calls at once`);
    if ("tool" in decided) {
      if (!waits || beside(decided.tool)) ready.push(decided);
    } else if (decided.type === "ask") waits = true;
    else await end(run, denied(call, decided.reason, decided.outcome), 0);
  }
  while (ready.length > 0 && !run.signal.aborted) {
    const first = ready.findIndex(({ tool }) => !beside(tool));
    const count = first === 0 ? 1 : Math.min(mostBeside, first === -1 ? ready.length : first);
    const group = ready.splice(0, count);
    for (const { call, target } of group) await run.tell({ type: "tool-started", callId: call.id, target });
    const began = run.ports.clock.now();
    const answers = await Promise.all(group.map((one) => runOne(run, one)));
    // In the order of the calls, whoever was first: a run that is played again tells the same.
    for (const [at, { call, tool }] of group.entries()) {
      const answer = answers[at];
      if (answer !== undefined) await take(run, { call, tool, answer, ms: run.ports.clock.now() - began });
    }
  }
}

const beside = ({ effects }: Tool) => effects.parallel ?? effects.changes === "nothing";

/** What was running when everything stopped is never run again by itself. */
async function closeInterrupted(run: Recorder): Promise<void> {
  for (const callId of run.state.started) {
    const call = run.state.calls.find(({ id }) => id === callId);
    if (call === undefined || run.state.results[callId] !== undefined) continue;
    const text = "Interrupted: it is not known whether this was done. Do not do it again without asking.";
    await end(run, resultOf(call, { parts: [{ type: "text", text }], outcome: "unknown" }, "own"), 0);
  }
}

type Refusal = { readonly type: "no"; readonly reason: string; readonly outcome: "denied" | "failed" };
const no = (reason: string, outcome: "denied" | "failed" = "failed"): Refusal => ({ type: "no", reason, outcome });

async function decide(run: Recorder, call: ToolCallPart): Promise<Ready | Refusal | { type: "ask" }> {
  const tool = offeredTools(run).find(({ name }) => name === call.name);
  if (tool === undefined) return no(`There is no tool ${call.name.slice(0, 64)}.`);
  const { input } = call;
  if (!isObject(input)) return no("The input is no JSON object.");
  const faults = checkInput(tool.input, input);
  if (faults.length > 0) return no(`The input is not right: ${faults.join("; ")}.`);
  const target = targetOf(tool, input);
  const answer = run.state.answers[call.id];
  if (answer === true) return { call, tool, target };
  if (answer === false) {
    const late = run.state.late.includes(call.id);
    return no(late ? "Nobody answered in time whether this may be done." : "A person said no to this.", "denied");
  }
  if (run.state.asked[call.id] !== undefined) return { type: "ask" };
  const { spec, taint, targets } = run.state;
  const rules = judge({ policy: spec.policy, tool, target, taint, knownTargets: targets });
  const verdict =
    rules.type === "no" ? rules : await lastWord(run, { call, input, tool, target, taint, verdict: rules });
  if (verdict.type === "no") return no(`Not allowed: ${verdict.reason}`, "denied");
  if (verdict.type === "go") return { call, tool, target };
  await run.tell({ type: "asked", call, target, reason: verdict.reason });
  return { type: "ask" };
}

async function lastWord(run: Recorder, question: Parameters<Recorder["ports"]["gate"]["decide"]>[0]): Promise<Verdict> {
  try {
    return await run.ports.gate.decide(question);
  } catch (thrown) {
    return { type: "no", reason: messageOf(thrown).slice(0, 300) };
  }
}

async function runOne(run: Recorder, { call, tool }: Ready): Promise<ToolAnswer> {
  const { clock } = run.ports;
  const ms = run.state.spec.limits.toolMs;
  const leave = new AbortController();
  const unknown = (text: string): ToolAnswer => ({
    parts: [{ type: "text", text }],
    outcome: tool.effects.changes === "nothing" ? "failed" : "unknown",
  });
  const stop = () => leave.abort();
  run.signal.addEventListener("abort", stop, { once: true });
  try {
    const input = isObject(call.input) ? call.input : {};
    const context = { callId: call.id, signal: leave.signal, taint: run.state.taint };
    const answer = await within(clock, ms, run.signal, tool.run(input, context));
    if (answer === "late") return unknown(`It took longer than ${ms} ms and was left.`);
    if (answer === "stopped") return unknown("Stopped by a person while it ran.");
    return answer;
  } catch (thrown) {
    return { parts: [{ type: "text", text: messageOf(thrown).slice(0, 2_000) }], outcome: "failed" };
  } finally {
    run.signal.removeEventListener("abort", stop);
    leave.abort();
  }
}

interface Answered {
  readonly call: ToolCallPart;
  readonly tool: Tool;
  readonly answer: ToolAnswer;
  readonly ms: number;
}

async function take(run: Recorder, { call, tool, answer, ms }: Answered): Promise<void> {
  await end(run, resultOf(call, answer, tool.effects.brings), ms);
  const known = run.ports.tools.map(({ name }) => name);
  const names = [...new Set(answer.offers ?? [])].filter(
    (name) => known.includes(name) && !run.state.offered.includes(name),
  );
  const room = Math.max(0, mostOffered - run.state.offered.length);
  if (names.length > 0 && room > 0) await run.tell({ type: "offered", names: names.slice(0, room) });
}

async function end(run: Recorder, result: ToolResult, ms: number): Promise<void> {
  await run.tell({ type: "tool-ended", result, ms });
  if (result.origin !== "own" && !run.state.taint.includes(result.origin)) {
    await run.tell({ type: "tainted", origins: [result.origin] });
  }
}

function denied(call: ToolCallPart, text: string, outcome: "denied" | "failed"): ToolResult {
  return { callId: call.id, name: call.name, parts: [{ type: "text", text }], outcome, origin: "own" };
}

function resultOf(call: ToolCallPart, answer: ToolAnswer, brings: ToolResult["origin"]): ToolResult {
  let left = maxAnswerChars;
  const parts = answer.parts.slice(0, 20).map((part) => {
    if (part.type === "image") return part;
    const text = part.text.slice(0, left).toWellFormed();
    left -= text.length;
    return { ...part, text: text.length < part.text.length ? `${text}\n[cut here]` : text };
  });
  const origin = answer.origin ?? brings;
  return { callId: call.id, name: call.name, parts, outcome: answer.outcome ?? "ok", origin };
}
