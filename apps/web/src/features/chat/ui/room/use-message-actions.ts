import { computed } from "@parley/kernel";
import type { MessageItem } from "@parley/matrix";
import { type RefObject, useMemo, useRef, useState } from "react";
import { afterPaint } from "../../../../shared/after-paint.ts";
import { useChatSlots } from "../../../../shared/chat-slots.ts";
import { useSession } from "../../../../shared/contexts.ts";
import { codeOf, explain } from "../../../../shared/explain.ts";
import { sharedStrings } from "../../../../shared/strings/index.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useToast } from "../../../../ui/Toast.tsx";
import { wordsOf } from "../../model/composer.ts";
import { messageLink } from "../../model/links.ts";
import type { RoomModel } from "../../model/room-model.ts";
import { chatStrings } from "../../strings/index.ts";
import type { MessageQuestion, MessageRoom } from "../timeline/actions.ts";
import type { TimelineHandle } from "../timeline/Timeline.tsx";

/** How long a deletion can be undone. */
const undoMs = 8_000;

/** What is asked of which message. */
export interface Asked {
  readonly item: MessageItem;
  readonly question: MessageQuestion;
}

/** What had the focus is gone with what was done: the message has it then. */
function focusMessage({ key }: MessageItem): void {
  if (document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>(`[data-message="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** What the messages of a room can do, as one object that stays; and what is asked of one in a layer of its own. */
export function useMessageActions(
  model: RoomModel,
  timeline: RefObject<TimelineHandle | null>,
  jump: (eventId: string) => void,
) {
  const t = useStrings(chatStrings);
  const shared = useStrings(sharedStrings);
  const session = useSession();
  const toast = useToast();
  const [asked, setAsked] = useState<Asked | null>(null);
  const slots = useChatSlots();
  const words = useRef({ t, shared, toast, jump });
  words.current = { t, shared, toast, jump };

  const value = useMemo<MessageRoom>(() => {
    const tell = (error: unknown) =>
      words.current.toast({ title: explain(error, words.current.shared).sentence, priority: "high" });
    const messageNow = ({ key }: MessageItem): MessageItem | null => {
      const now = model.timeline.items.peek().find((other) => other.key === key);
      return now?.type === "message" ? now : null;
    };
    // With the button: the last message has the focus then.
    const gone = () => afterPaint(() => document.activeElement === document.body && timeline.current?.focus());
    const undo = (item: MessageItem) => {
      const now = messageNow(item);
      // Brought back already: by the other of the two ways.
      if (item.eventId === null || (now !== null && now.body.type !== "redacted")) return;
      model.timeline.undoRedact(item.eventId).then(
        () => afterPaint(() => focusMessage(item)),
        (error: unknown) => {
          if (codeOf(error) !== "MATRIX_ALREADY_SENDING") tell(error);
          else words.current.toast({ title: words.current.t("tooLateToUndo"), priority: "high" });
        },
      );
    };
    return {
      roomId: model.roomId,
      ownUserId: session.account.userId,
      members: session.rooms.members(model.roomId),
      items: model.timeline.items,
      pins: model.timeline.pins,
      edited: computed(() => (model.composer.mode.value.kind === "edit" ? model.composer.mode.value.item.key : null)),
      unfolded: new Set(),
      actions: {
        reply: (item) => model.composer.reply(item),
        edit: (item) => model.composer.edit(item),
        react(item, key) {
          if (item.eventId !== null) model.timeline.toggleReaction(item.eventId, key).catch(tell);
        },
        remove(asked) {
          // As it is now: what is asked beside the field was a message that was on its way, or is deleted since.
          const item = messageNow(asked) ?? asked;
          if (item.body.type === "redacted") return;
          const { eventId } = item;
          // What nobody has seen needs no way back.
          if (eventId === null) {
            model.timeline.redact(item.key).catch(tell);
            return;
          }
          // The way back stands in its place, without the bar and its menu.
          model.timeline.redactSoon(eventId, undoMs).then(() => focusMessage(item), tell);
        },
        undo,
        pin(item, pinned) {
          const { pins } = model.timeline;
          if (item.eventId === null) return;
          // The menu, which had the focus, goes with the choice.
          afterPaint(() => focusMessage(item));
          (pinned ? pins.pin(item.eventId) : pins.unpin(item.eventId)).catch(tell);
        },
        unpin: (eventId) => void model.timeline.pins.unpin(eventId).catch(tell),
        ask: (item, question) => setAsked({ item, question }),
        retry: (item) => void model.timeline.retry(item.key).catch(tell),
        discard: (item) => void model.timeline.discard(item.key).then(gone, tell),
        takeBack(item) {
          const make = slots?.createAttachments;
          const beside = make === undefined ? null : model.composer.files((roomId) => make(session, roomId));
          import("../../model/take-back.ts")
            .then(({ takeBackFile }) => takeBackFile(item, model, session.files, beside))
            .then(gone, tell);
        },
        copy(item) {
          // As it was written: signs of formats and of what is hidden included.
          const written = wordsOf(item);
          if (written === null) return;
          navigator.clipboard.writeText(written.text).then(
            () => words.current.toast({ title: words.current.t("textCopied") }),
            () => words.current.toast({ title: words.current.t("copyRefused"), priority: "high" }),
          );
        },
        copyLink(item) {
          if (item.eventId === null) return;
          const href = messageLink(session.rooms.list.peek(), model.roomId, item.eventId, location.origin);
          navigator.clipboard.writeText(href).then(
            () => words.current.toast({ title: words.current.t("linkCopied") }),
            () => words.current.toast({ title: words.current.t("copyRefused"), priority: "high" }),
          );
        },
        jumpTo: (eventId) => words.current.jump(eventId),
      },
    };
  }, [model, session, timeline, slots]);
  const close = () => {
    setAsked(null);
    if (asked !== null) afterPaint(() => focusMessage(asked.item));
  };
  return { value, asked, close };
}
