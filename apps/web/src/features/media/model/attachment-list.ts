import { computed, effect, signal } from "@parley/kernel";
import type { Draft, KeptFile, Session, Timeline } from "@parley/matrix";
import type { Attachments } from "../../../shared/chat-slots.ts";
import { type AttachmentDeps, canGo, createIntake, patch, type Waiting } from "./attachment-intake.ts";
import { pageUrls } from "./object-urls.ts";

/** Most files that wait at once in a room. */
const mostFiles = 30;

/** The files that wait beside the words of one room. */
export function createAttachmentListOn(deps: AttachmentDeps, session: Session, roomId: string): Attachments {
  const list = signal<readonly Waiting[]>([]);
  const left = signal(0);
  const halted = signal<{ readonly id: string } | null>(null);
  const items = computed(() => list.value.map(({ chip }) => chip.value));
  const { keptFiles } = session;
  const kept = keptFiles.of(roomId);
  const { take, restore, keep } = createIntake(deps, session, roomId);

  /** Takes one off the list; what is kept of it stays. */
  const free = (waiting: Waiting): void => {
    waiting.stop.abort();
    waiting.preview?.free();
    waiting.preview = null;
    waiting.letGo();
    list.value = list.peek().filter((other) => other !== waiting);
    if (halted.peek()?.id === waiting.id) halted.value = null;
  };
  let known: readonly KeptFile[] | null = null;
  const stopWatching = effect(() => {
    const now = kept.value;
    const isBack = known === null;
    known = now;
    if (now === null) return;
    const ids = new Set(now.map(({ id }) => id));
    // Sent or removed in another tab.
    for (const other of list.peek())
      if (other.kept !== null && !ids.has(other.id) && !other.chip.peek().going) free(other);
    for (const other of list.peek()) {
      // Another tab held the account when it was to be kept.
      if (isBack && other.chip.peek().loose && other.media !== null) other.settled = keep(other, other.media);
    }
    const standing = new Set(list.peek().map(({ id }) => id));
    const found = now.filter(({ id }) => !standing.has(id));
    if (found.length > 0) list.value = [...found.map(restore), ...list.peek()];
  });

  const halt = (among: readonly Waiting[]): boolean => {
    const first = among.find(({ chip }) => !canGo(chip.peek()));
    halted.value = first === undefined ? null : { id: first.id };
    return first !== undefined;
  };

  return {
    items,
    left,
    halted,
    halts: () => halt(list.peek()),
    ready: computed(() => {
      const chips = items.value.filter(({ going }) => !going);
      return chips.length > 0 && chips.every(canGo);
    }),
    add(files) {
      const room = mostFiles - list.peek().length;
      left.value = Math.max(0, files.length - room);
      halted.value = null;
      list.value = [...list.peek(), ...files.slice(0, room).map(take)];
    },
    remove(id) {
      const waiting = list.peek().find((other) => other.id === id);
      if (waiting === undefined) return;
      left.value = 0;
      free(waiting);
      // What cannot be removed now comes back with the next page, and can be removed there.
      keptFiles.drop(id).catch(() => {});
    },
    async send(caption: Draft | null, timeline: Timeline) {
      const all = list.peek().filter(({ chip }) => !chip.peek().going);
      for (const waiting of all) patch(waiting, { going: true });
      left.value = 0;
      const letGo = deps.holdPage();
      const standing = () => all.filter((waiting) => list.peek().includes(waiting));
      try {
        await Promise.all(all.map(({ settled }) => settled));
        const going = standing();
        // Taken back, or one of them has turned out not to be sendable: the others do not go without it.
        if (going.length === 0 || halt(going)) return false;
        for (const [index, waiting] of going.entries()) {
          const sent = waiting.kept ?? waiting.media;
          if (sent !== null) await timeline.sendMedia(sent, index === going.length - 1 ? caption : null);
          free(waiting);
          // It may have been kept before it was known what is kept here: the message has the bytes now.
          if (waiting.kept === null) keptFiles.drop(waiting.id).catch(() => {});
        }
        return true;
      } finally {
        for (const waiting of standing()) patch(waiting, { going: false });
        letGo();
      }
    },
    close() {
      stopWatching();
      for (const waiting of list.peek()) free(waiting);
    },
  };
}

/** Those of the page: what looks into a file is loaded with the first one. */
export const createAttachmentList = (session: Session, roomId: string): Attachments =>
  createAttachmentListOn(
    { prepare: async (file) => (await import("./prepare.ts")).prepare(file), urls: pageUrls, holdPage },
    session,
    roomId,
  );

function holdPage(): () => void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  window.addEventListener("beforeunload", ask);
  return () => window.removeEventListener("beforeunload", ask);
}
