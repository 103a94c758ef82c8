import { computed, createId, type Signal, signal } from "@parley/kernel";
import type { Draft, MediaKind, OutgoingMedia, Session, Timeline } from "@parley/matrix";
import type { AttachmentChip, Attachments } from "../../../shared/chat-slots.ts";
import { type HeldUrl, type ObjectUrls, pageUrls } from "./object-urls.ts";

/** Most files that wait at once in a room. */
const mostFiles = 30;

/** What attachments stand on. */
export interface AttachmentDeps {
  readonly prepare: (file: File) => Promise<OutgoingMedia>;
  readonly urls: ObjectUrls;
  /** Asks before the page is left, until the returned function is called. */
  holdPage(): () => void;
}

interface Waiting {
  readonly id: string;
  readonly file: File;
  readonly chip: Signal<AttachmentChip>;
  /** Rejects when the file cannot be read. */
  readonly prepared: Promise<OutgoingMedia>;
  preview: HeldUrl | null;
  gone: boolean;
}

/** What a file seems to be before anyone has looked into it. */
function guess(type: string): MediaKind {
  const kind = type.split("/")[0];
  return kind === "image" || kind === "video" || kind === "audio" ? kind : "file";
}

/** The files that wait beside the words of one room. They live as long as the page. */
export function createAttachmentsOn(deps: AttachmentDeps, session: Session): Attachments {
  const list = signal<readonly Waiting[]>([]);
  const left = signal(0);
  let closed = false;
  const items = computed(() => list.value.map(({ chip }) => chip.value));

  const free = (waiting: Waiting): void => {
    waiting.gone = true;
    waiting.preview?.free();
    waiting.preview = null;
  };
  const refuse = (waiting: Waiting, state: AttachmentChip["state"], limit: number | null = null): void => {
    waiting.chip.value = { ...waiting.chip.peek(), state, limit };
  };
  const look = async (waiting: Waiting): Promise<void> => {
    try {
      const [media, limit] = await Promise.all([waiting.prepared, session.files.limit()]);
      if (waiting.gone) return;
      if (limit !== null && media.file.size > limit) return refuse(waiting, "too-large", limit);
      const small = media.thumbnail?.file ?? (media.media === "image" ? media.file : null);
      // One that came back has its own already.
      if (small !== null) waiting.preview ??= deps.urls.make(small);
      waiting.chip.value = {
        ...waiting.chip.peek(),
        media: media.media,
        size: media.file.size,
        preview: waiting.preview?.url ?? null,
        state: "ready",
      };
    } catch {
      // Gone from the disk, a folder, or no right to read it.
      if (!waiting.gone) refuse(waiting, "unreadable");
    }
  };
  const take = (file: File): Waiting => {
    const id = createId("file");
    const chip = signal<AttachmentChip>({
      id,
      name: file.name,
      size: file.size,
      media: guess(file.type),
      preview: null,
      state: file.size === 0 ? "empty" : "reading",
      limit: null,
    });
    const waiting: Waiting = {
      id,
      file,
      chip,
      prepared: file.size === 0 ? Promise.reject(new Error("an empty file")) : deps.prepare(file),
      preview: null,
      gone: false,
    };
    waiting.prepared.catch(() => {});
    if (file.size > 0) void look(waiting);
    return waiting;
  };

  return {
    items,
    left,
    ready: computed(() => {
      const chips = items.value;
      return chips.length > 0 && chips.every(({ state }) => state === "ready" || state === "reading");
    }),
    add(files) {
      const room = mostFiles - list.peek().length;
      left.value = Math.max(0, files.length - room);
      list.value = [...list.peek(), ...files.slice(0, room).map(take)];
    },
    remove(id) {
      const waiting = list.peek().find((other) => other.id === id);
      if (waiting === undefined) return;
      free(waiting);
      left.value = 0;
      list.value = list.peek().filter((other) => other !== waiting);
    },
    async send(caption: Draft | null, timeline: Timeline) {
      const going = list.peek();
      list.value = [];
      left.value = 0;
      // A large file is not written down at once, and its message is seen already.
      const letGo = deps.holdPage();
      for (const [index, waiting] of going.entries()) {
        try {
          const media = await waiting.prepared;
          await timeline.sendMedia(media, index === going.length - 1 ? caption : null);
          free(waiting);
        } catch (fault) {
          // What could not be written down stands there again, with all that was to follow it.
          const back = going.slice(index);
          if (closed) for (const other of back) free(other);
          else {
            list.value = [...back, ...list.peek()];
            for (const other of back) void look(other);
          }
          letGo();
          throw fault;
        }
      }
      letGo();
    },
    close() {
      closed = true;
      for (const waiting of list.peek()) free(waiting);
      list.value = [];
    },
  };
}

/** Those of the page: what looks into a file is loaded with the first one. */
export const createAttachments = (session: Session): Attachments =>
  createAttachmentsOn(
    { prepare: async (file) => (await import("./prepare.ts")).prepare(file), urls: pageUrls, holdPage },
    session,
  );

function holdPage(): () => void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  window.addEventListener("beforeunload", ask);
  return () => window.removeEventListener("beforeunload", ask);
}
