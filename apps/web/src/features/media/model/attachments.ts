import { computed, effect, signal } from "@parley/kernel";
import type { Session } from "@parley/matrix";
import type { AttachmentChip, Attachments } from "../../../shared/chat-slots.ts";

const none: readonly AttachmentChip[] = [];

/** The files that wait beside the words of one room; what handles them is loaded with the first one. */
export function createAttachments(
  session: Session,
  roomId: string,
  make = async () => (await import("./attachment-list.ts")).createAttachmentList(session, roomId),
): Attachments {
  const list = signal<Attachments | null>(null);
  let opening: Promise<Attachments> | null = null;
  let closed = false;
  const open = (): Promise<Attachments> => {
    opening ??= make().then((made) => {
      if (closed) made.close();
      else list.value = made;
      return made;
    });
    opening.catch(() => {
      opening = null;
    });
    return opening;
  };
  const kept = session.keptFiles.of(roomId);
  const stop = effect(() => {
    // Some were left here by an earlier page. Where the part cannot be had they wait for the next.
    if ((kept.value?.length ?? 0) > 0) open().catch(() => {});
  });
  return {
    items: computed(() => list.value?.items.value ?? none),
    left: computed(() => list.value?.left.value ?? 0),
    ready: computed(() => list.value?.ready.value ?? false),
    halted: computed(() => list.value?.halted.value ?? null),
    halts: () => list.peek()?.halts() ?? false,
    // What cannot be loaded is told by the page as every missing part is.
    add: (files) => void open().then((made) => made.add(files)),
    remove: (id) => list.peek()?.remove(id),
    send: async (caption, timeline) => (await open()).send(caption, timeline),
    close() {
      closed = true;
      stop();
      list.peek()?.close();
    },
  };
}
