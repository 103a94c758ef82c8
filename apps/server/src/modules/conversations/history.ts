import { type Clock, takeWithin } from "@parley/kernel";
import type { Anew, HistoryMessage } from "@parley/protocol";
import type { HandlersOf } from "../../platform/call.ts";
import { wireKey } from "./keys.ts";
import { type ConversationService, settingsOf } from "./service.ts";
import type { ConversationStore } from "./store.ts";
import { answerBytes, sizeOf, type Transcript, textOf } from "./transcript.ts";

type Methods = "sessions.preview" | "sessions.search" | "chat.history" | "chat.inject";

const listed = 200;

/** What was said, and saying something. */
export function createHistoryHandlers(parts: {
  readonly rows: ConversationStore;
  readonly service: ConversationService;
  readonly transcript: Transcript;
  readonly clock: Clock;
}): HandlersOf<Methods> {
  const { rows, service, transcript, clock } = parts;
  return {
    async "sessions.preview"({ keys, limit = 12, maxChars = 240 }, { principal }) {
      const previews = [];
      for (const written of keys) {
        const row = await rows.find(principal.userId, wireKey(written).key);
        const messages = row ? await service.history(row, limit) : [];
        const status = !row ? ("missing" as const) : messages.length === 0 ? ("empty" as const) : ("ok" as const);
        previews.push({ key: written, status, items: messages.map((message) => glimpse(message, maxChars)) });
      }
      return { ts: clock.now(), previews };
    },
    async "sessions.search"({ query, limit = 10 }, { principal }) {
      // Of one letter so much begins that finding it would hold up everybody else.
      const words = (query.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length > 1).slice(0, 16);
      if (words.length === 0) return { results: [] };
      const results = [];
      for (const hit of await rows.search(principal.userId, words, limit)) {
        const row = await rows.find(principal.userId, hit.key);
        const [message] = row ? await transcript.told(row, [hit]) : [];
        if (!message) continue;
        const { role, timestamp } = message;
        results.push({ key: hit.key, messageId: hit.id, role, timestamp, text: cut(textOf(message.content), 240) });
      }
      return { results };
    },
    async "chat.history"({ sessionKey, limit = listed }, { principal }) {
      const { key } = wireKey(sessionKey);
      const row = await rows.find(principal.userId, key);
      if (!row) return { sessionKey: key, messages: [], thinkingLevel: "off" };
      const all = await service.history(row, limit);
      // The newest that find room, and one in any case.
      const fit = takeWithin(all.toReversed(), sizeOf, answerBytes).length;
      const messages = all.slice(-Math.max(1, fit));
      const { thinkingLevel = "off" } = settingsOf(row);
      const anew: { anew?: Anew } = row.anew === null ? {} : { anew: JSON.parse(row.anew) };
      return { sessionKey: key, sessionId: row.session_id, messages, thinkingLevel, ...anew };
    },
    async "chat.inject"({ sessionKey, message, label }, { principal }) {
      const said = { role: "assistant" as const, content: [{ type: "text" as const, text: message }] };
      const [messageId = ""] = await service.append(principal.userId, wireKey(sessionKey), [
        { ...said, ...(label === undefined ? {} : { label }) },
      ]);
      return { ok: true, messageId };
    },
  };
}

function glimpse({ role, content }: HistoryMessage, maxChars: number) {
  return { role: role === "toolResult" ? ("tool" as const) : role, text: cut(textOf(content), maxChars) };
}

function cut(text: string, most: number): string {
  const signs = Array.from(text);
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join("")}…`;
}
