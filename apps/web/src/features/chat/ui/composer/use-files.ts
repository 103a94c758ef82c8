import { signal } from "@parley/kernel";
import { type RefObject, useMemo } from "react";
import { type AttachmentChip, type Attachments, type ChatSlots, useChatSlots } from "../../../../shared/chat-slots.ts";
import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import type { Composer } from "../../model/composer.ts";
import { useFileDrop } from "./use-file-drop.ts";

const none = signal<readonly AttachmentChip[]>([]);

/** Files beside the words: the parts that show them, and what takes them in. */
export interface Files {
  /** Null where files cannot be sent, or a message is edited. */
  readonly parts: { readonly slots: ChatSlots; readonly attachments: Attachments } | null;
  /** There are some: to send them is to send all, or to be told which cannot be. */
  readonly some: boolean;
  readonly add: ((files: readonly File[]) => void) | null;
  /** The room that some are held over; null: none are. */
  readonly dropping: HTMLElement | null;
}

/** The files of the composer around `box`; what is dropped in its room is taken in, and `onDropped` hears of it. */
export function useFiles(composer: Composer, box: RefObject<HTMLElement | null>, onDropped: () => void): Files {
  const slots = useChatSlots();
  const session = useSession();
  const edits = useSignal(composer.mode).kind === "edit";
  const attachments = useMemo(
    () => (slots === null ? null : composer.files((roomId) => slots.createAttachments(session, roomId))),
    [slots, session, composer],
  );
  const some = useSignal(attachments?.items ?? none).length > 0;
  const add = attachments === null || edits ? null : (files: readonly File[]) => attachments.add(files);
  const drop =
    add === null
      ? null
      : (files: readonly File[]) => {
          add(files);
          onDropped();
        };
  const dropping = useFileDrop(box, drop);
  return {
    parts: slots === null || attachments === null || edits ? null : { slots, attachments },
    some: some && !edits,
    add,
    dropping,
  };
}
