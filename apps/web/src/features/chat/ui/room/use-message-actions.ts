import { type MessageItem, plainOf } from "@parley/matrix";
import { type RefObject, useMemo, useRef, useState } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { codeOf, explain } from "../../../../shared/explain.ts";
import { sharedStrings } from "../../../../shared/strings/index.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useToast } from "../../../../ui/Toast.tsx";
import { messageLink } from "../../model/links.ts";
import type { RoomModel } from "../../model/room-model.ts";
import { chatStrings } from "../../strings/index.ts";
import type { MessageRoom } from "../timeline/actions.ts";
import type { TimelineHandle } from "../timeline/Timeline.tsx";

/** What the messages of a room can do, as one object that stays; and the message that is about to be deleted. */
export function useMessageActions(model: RoomModel, timeline: RefObject<TimelineHandle | null>) {
  const t = useStrings(chatStrings);
  const shared = useStrings(sharedStrings);
  const session = useSession();
  const toast = useToast();
  const [removing, setRemoving] = useState<MessageItem | null>(null);
  const words = useRef({ t, shared, toast });
  words.current = { t, shared, toast };

  const value = useMemo<MessageRoom>(() => {
    const tell = (error: unknown) =>
      words.current.toast({ title: explain(error, words.current.shared).sentence, priority: "high" });
    return {
      roomId: model.roomId,
      ownUserId: session.account.userId,
      members: session.rooms.members(model.roomId),
      items: model.timeline.items,
      unfolded: new Set(),
      actions: {
        reply: (item) => model.composer.reply(item),
        edit: (item) => model.composer.edit(item),
        react(item, key) {
          if (item.eventId !== null) model.timeline.toggleReaction(item.eventId, key).catch(tell);
        },
        remove(item) {
          // What nobody has seen needs no question.
          if (item.eventId === null) model.timeline.redact(item.key).catch(tell);
          else setRemoving(item);
        },
        retry: (item) => void model.timeline.retry(item.key).catch(tell),
        discard: (item) => void model.timeline.discard(item.key).catch(tell),
        copy(item) {
          if (item.body.type !== "text") return;
          navigator.clipboard.writeText(plainOf(item.body)).then(
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
        jumpTo(eventId) {
          timeline.current?.jumpTo(eventId).catch((error: unknown) => {
            if (codeOf(error) !== "MATRIX_NOT_FOUND" && codeOf(error) !== "MATRIX_FORBIDDEN") tell(error);
            else words.current.toast({ title: words.current.t("noMessage"), priority: "high" });
          });
        },
      },
    };
  }, [model, session, timeline]);
  return { value, removing, stopRemoving: () => setRemoving(null) };
}
