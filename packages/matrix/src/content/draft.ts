import type { Draft } from "../contract/timeline.ts";
import type { Content } from "./event-view.ts";

function textContent(draft: Draft): Record<string, unknown> {
  return {
    msgtype: draft.style === "emote" ? "m.emote" : "m.text",
    body: draft.text,
    ...(draft.html === undefined ? {} : { format: "org.matrix.custom.html", formatted_body: draft.html }),
  };
}

/** `m.mentions`: always there, so that old push rules do not search the text (Matrix 1.16, 11.17). */
function mentionsOf(draft: Draft, repliedTo: string | null): Record<string, unknown> {
  const users = new Set(draft.mentions?.userIds ?? []);
  if (repliedTo !== null) users.add(repliedTo);
  return {
    ...(users.size === 0 ? {} : { user_ids: [...users] }),
    ...(draft.mentions?.room === true ? { room: true } : {}),
  };
}

/** Content of an `m.room.message`. `repliedTo` is the author of the answered message, who is mentioned by it. */
export function messageContent(draft: Draft, replyTo: string | null, repliedTo: string | null): Content {
  return {
    ...textContent(draft),
    "m.mentions": mentionsOf(draft, repliedTo),
    ...(replyTo === null ? {} : { "m.relates_to": { "m.in_reply_to": { event_id: replyTo } } }),
  };
}

/** Whom a message has called before it is changed. */
export interface Called {
  readonly already: readonly string[];
  /** The author of what it answers, whom it calls by that alone; null: nobody. */
  readonly repliedTo: string | null;
}

/**
 * Content of an edit, without its relation, which is set when the target has an id. Only people who were not mentioned
 * before are mentioned by the edit itself (Matrix 1.16, 11.17.1).
 */
export function editContent(draft: Draft, called: Called): Content {
  return replacing(draft, called, textContent(draft));
}

/** The same for the words under a file: `before` is the content that they stand in, its file stays. */
export function captionContent(draft: Draft, called: Called, before: Content): Content {
  const {
    "m.new_content": _replaced,
    "m.relates_to": _relation,
    format: _format,
    formatted_body: _formatted,
    ...file
  } = before;
  const { msgtype: _text, ...words } = textContent(draft);
  return replacing(draft, called, { ...file, ...words });
}

function replacing(draft: Draft, { already, repliedTo }: Called, next: Content): Content {
  const all = mentionsOf(draft, repliedTo);
  const fresh = (draft.mentions?.userIds ?? []).filter((userId) => !already.includes(userId));
  return {
    ...textContent({
      ...draft,
      text: `* ${draft.text}`,
      ...(draft.html === undefined ? {} : { html: `* ${draft.html}` }),
    }),
    "m.mentions": fresh.length === 0 ? {} : { user_ids: fresh },
    "m.new_content": { ...next, "m.mentions": all },
  };
}
