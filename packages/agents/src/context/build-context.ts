import { type Message, type ToolResult, textOf } from "../contract/messages.ts";
import { mendHistory } from "./mend-history.ts";
import { estimateTokens, messageSize } from "./tokens.ts";

interface Context {
  readonly messages: readonly Message[];
  /** Messages of the history that are not among them. */
  readonly leftOut: number;
  /** Answers of tools that were shortened. */
  readonly shortened: number;
  /** What the model is told about it; empty where everything is there. */
  readonly note: string;
  /** False where not even the last exchange finds room. */
  readonly fits: boolean;
}

/** Answers of tools longer than this give up their middle first. */
const longAnswer = 2_000;
/** Beginnings of what the person asked, that the note may repeat. */
const noteQuotes = 12;
const noteQuoteLength = 160;

/**
 * What of a history goes to a model within `budget` tokens. The newest exchanges stay whole as long as there is room: first
 * long answers of tools give up their middle, then the oldest exchanges go, and a note stands in their place that says how
 * many there were and what was asked in them. A call and its answers are never parted. `summary` is what somebody wrote about
 * the exchanges that go; without one the note quotes.
 */
export function buildContext(history: readonly Message[], budget: number, summary?: string): Context {
  const mended = mendHistory(history);
  if (sizeOf(mended) <= budget) return { messages: mended, leftOut: 0, shortened: 0, note: "", fits: true };
  const groups = groupsOf(mended).map((messages, index, all) => {
    const shorter = index < all.length - 1 ? messages.map((message) => shorten(message, longAnswer)) : messages;
    return { messages: shorter, size: sizeOf(shorter) };
  });
  // A third for what is left out at most, and never more than a note is worth.
  const noteBudget = Math.min(Math.floor(budget / 3), 2_000);
  const whole = groups.reduce((sum, group) => sum + group.size, 0) <= budget;
  const kept: Message[][] = [];
  let left = whole ? budget : budget - noteBudget;
  for (const group of groups.toReversed()) {
    if (group.size > left) break;
    left -= group.size;
    kept.unshift(group.messages);
  }
  if (kept.length === 0) kept.unshift(squeezed(groups.at(-1)?.messages ?? [], left));
  const messages = kept.flat();
  const gone = mended.slice(0, mended.length - messages.length);
  const note = gone.length === 0 ? "" : noteOf(gone, noteBudget, summary);
  const all: Message[] =
    note === "" ? messages : [{ role: "user", parts: [{ type: "text", text: note }] }, ...messages];
  const shortened = messages.filter((message) => !mended.includes(message)).length;
  return { messages: all, leftOut: gone.length, shortened, note, fits: sizeOf(all) <= budget };
}

function sizeOf(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + messageSize(message), 0);
}

/** An exchange begins with what a person says, or with what the model says by itself; answers stay with their calls. */
function groupsOf(messages: readonly Message[]): Message[][] {
  const groups: Message[][] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (message.role === "tool" && last) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

function shorten(message: Message, most: number): Message {
  if (message.role !== "tool") return message;
  if (message.results.every((result) => textOf({ role: "tool", results: [result] }).length <= most)) return message;
  return { role: "tool", results: message.results.map((result) => shortenResult(result, most)) };
}

function shortenResult(result: ToolResult, most: number): ToolResult {
  const parts = result.parts.map((part) => {
    if (part.type === "image") return { type: "text" as const, text: "[an image was here]" };
    return { ...part, text: middleOut(part.text, most) };
  });
  return { ...result, parts };
}

function middleOut(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = Math.max(0, Math.floor(most / 2) - 30);
  return `${text.slice(0, half)}\n[… ${text.length - 2 * half} characters left out …]\n${text.slice(text.length - half)}`;
}

/** The last exchange where it alone is too long: its answers are shortened until it fits, then its words. */
function squeezed(messages: readonly Message[], budget: number): Message[] {
  let most = 8_000;
  let shorter = [...messages];
  while (sizeOf(shorter) > budget && most >= 125) {
    const length = most;
    shorter = messages.map((message) => shortenAll(message, length));
    most /= 2;
  }
  return shorter;
}

function shortenAll(message: Message, most: number): Message {
  if (message.role === "tool")
    return { role: "tool", results: message.results.map((result) => shortenResult(result, most)) };
  if (message.role === "user") {
    const parts = message.parts.map((part) =>
      part.type === "text" ? { ...part, text: middleOut(part.text, most * 4) } : part,
    );
    return { ...message, parts };
  }
  return message;
}

function noteOf(gone: readonly Message[], budget: number, summary: string | undefined): string {
  const head = `[${gone.length} earlier messages of this conversation are left out here.`;
  if (summary !== undefined) return `${head} What they said, in short:]\n${middleOut(summary, budget * 3)}`;
  const asked = gone.filter((message) => message.role === "user").map((message) => textOf(message).trim());
  // How it began and what came last say most.
  const quoted =
    asked.length <= noteQuotes ? asked : [...asked.slice(0, 3), ...asked.slice(asked.length - noteQuotes + 3)];
  let note = `${head} Ask, if something from them is needed. In them the person wrote:]`;
  for (const text of quoted) {
    const line = `\n- ${text.replaceAll(/\s+/g, " ").slice(0, noteQuoteLength)}${text.length > noteQuoteLength ? " …" : ""}`;
    if (estimateTokens(note + line) > budget) break;
    note += line;
  }
  return note;
}
