import type { Content } from "../content/event-view.ts";
import { contentWithFiles } from "../content/write-media.ts";
import type { Entry } from "./entry.ts";

/** An entry's content as it leaves: with the addresses of its files, and the id of what it points to. */
export function wireContent(entry: Entry, target: string | null): Content {
  return contentWithFiles(withTarget(entry, target), entry.uploads ?? []);
}

/** Completes what an entry says about its target with the target's id. */
function withTarget(entry: Entry, target: string | null): Content {
  if (target === null || entry.kind === "redaction") return entry.content;
  const relation = entry.content["m.relates_to"];
  const known = typeof relation === "object" && relation !== null ? relation : {};
  return { ...entry.content, "m.relates_to": { ...known, ...relationTo(entry.kind, target) } };
}

function relationTo(kind: "message" | "edit" | "reaction", target: string): Content {
  if (kind === "message") return { "m.in_reply_to": { event_id: target } };
  return { rel_type: kind === "edit" ? "m.replace" : "m.annotation", event_id: target };
}
