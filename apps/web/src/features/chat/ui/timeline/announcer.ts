import { effect } from "@parley/kernel";
import { plainOf, type TimelineItem } from "@parley/matrix";
import { useContext, useEffect, useRef, useState } from "react";
import { type Speak, useStrings } from "../../../../shared/use-strings.ts";
import type { RoomModel } from "../../model/room-model.ts";
import { chatStrings } from "../../strings/index.ts";
import { ChatWorldContext } from "../world.ts";

/** Messages that come in within this time are told together. */
const gatherMs = 1_500;
/** Longer messages are cut: a screen reader cannot be interrupted politely. Characters. */
const longest = 200;

function sentenceFor(items: readonly TimelineItem[], t: Speak<typeof chatStrings.en>): string {
  const messages = items.flatMap((item) => (item.type === "message" ? [item] : []));
  const [only] = messages;
  if (only === undefined) return "";
  if (messages.length === 1 && only.body.type === "text") {
    return t("announce", { name: only.senderName, text: plainOf(only.body).slice(0, longest) });
  }
  const names = new Intl.ListFormat(t.language).format([...new Set(messages.map((item) => item.senderName))]);
  return t("announceMany", { n: messages.length, names });
}

/** What a polite live region says: new messages of others, gathered. Never one's own, nor what is loaded later. */
export function useAnnouncement(model: RoomModel): string {
  const t = useStrings(chatStrings);
  const { clock } = useContext(ChatWorldContext);
  const [said, setSaid] = useState("");
  const speak = useRef(t);
  useEffect(() => {
    speak.current = t;
  });
  useEffect(() => {
    let last = model.timeline.items.peek().at(-1)?.key ?? null;
    let gathered: TimelineItem[] = [];
    let cancel: (() => void) | null = null;
    const stop = effect(() => {
      const items = model.timeline.items.value;
      const from = items.findIndex((item) => item.key === last);
      const known = last === null || from !== -1;
      last = items.at(-1)?.key ?? null;
      if (!known || model.timeline.newer.peek() !== "end") return;
      gathered.push(...items.slice(from + 1).filter((item) => item.type === "message" && !item.mine));
      if (gathered.length === 0 || cancel !== null) return;
      cancel = clock.after(gatherMs, () => {
        cancel = null;
        const next = sentenceFor(gathered, speak.current);
        // The same words again are said again: a region speaks of changes only.
        setSaid((before) => (before === next ? `${next}\u00a0` : next));
        gathered = [];
      });
    });
    return () => {
      stop();
      cancel?.();
    };
  }, [model, clock]);
  return said;
}
