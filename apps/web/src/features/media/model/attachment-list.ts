import { computed, createId, effect, type Signal, signal } from "@parley/kernel";
import type { Draft, KeptFile, MediaKind, OutgoingMedia, Session, Timeline } from "@parley/matrix";
import type { AttachmentChip, Attachments } from "../../../shared/chat-slots.ts";
import { type HeldUrl, type ObjectUrls, pageUrls } from "./object-urls.ts";

/** Most files that wait at once in a room. */
const mostFiles = 30;
/** A picture without a smaller one is its own preview up to so many bytes. */
const mostPreview = 2_000_000;

/** What attachments stand on. */
export interface AttachmentDeps {
  readonly prepare: (file: File) => Promise<OutgoingMedia>;
  readonly urls: ObjectUrls;
  /** Asks before the page is left, until the returned function is called. */
  holdPage(): () => void;
}

interface Waiting {
  readonly id: string;
  readonly chip: Signal<AttachmentChip>;
  /** What was chosen on this page, once it is known; null: it was kept by an earlier one, or cannot be read. */
  media: OutgoingMedia | null;
  /** Kept on this device: a reload brings it back. */
  kept: KeptFile | null;
  /** Resolves when all is done that can be done before it is sent. */
  settled: Promise<void>;
  readonly stop: AbortController;
  preview: HeldUrl | null;
  /** The page may be left without asking. */
  letGo: () => void;
}

/** What a file seems to be before anyone has looked into it. */
function guess(type: string): MediaKind {
  const kind = type.split("/")[0];
  return kind === "image" || kind === "video" || kind === "audio" ? kind : "file";
}

const canGo = ({ state }: AttachmentChip): boolean => state === "ready" || state === "reading" || state === "keeping";

/** The files that wait beside the words of one room. */
export function createAttachmentListOn(deps: AttachmentDeps, session: Session, roomId: string): Attachments {
  const list = signal<readonly Waiting[]>([]);
  const left = signal(0);
  const halted = signal<{ readonly id: string } | null>(null);
  const items = computed(() => list.value.map(({ chip }) => chip.value));
  const { keptFiles } = session;
  const kept = keptFiles.of(roomId);

  const patch = (waiting: Waiting, change: Partial<AttachmentChip>): void => {
    waiting.chip.value = { ...waiting.chip.peek(), ...change };
  };
  /** Takes one off the list; what is kept of it stays. */
  const free = (waiting: Waiting): void => {
    waiting.stop.abort();
    waiting.preview?.free();
    waiting.preview = null;
    waiting.letGo();
    list.value = list.peek().filter((other) => other !== waiting);
    if (halted.peek()?.id === waiting.id) halted.value = null;
  };
  const show = (waiting: Waiting, picture: Blob | null): void => {
    if (picture === null || waiting.stop.signal.aborted) return;
    waiting.preview ??= deps.urls.make(picture);
    patch(waiting, { preview: waiting.preview.url });
  };
  const refuse = (waiting: Waiting, state: AttachmentChip["state"], limit: number | null = null): void => {
    patch(waiting, { state, limit });
    waiting.letGo();
  };
  const isTooLarge = async (waiting: Waiting, size: number): Promise<boolean> => {
    const limit = await session.files.limit();
    if (limit === null || size <= limit) return false;
    if (!waiting.stop.signal.aborted) refuse(waiting, "too-large", limit);
    return true;
  };
  /** Writes one down beside the words. */
  const keep = async (waiting: Waiting, media: OutgoingMedia): Promise<void> => {
    const { signal: stop } = waiting.stop;
    try {
      await keptFiles.keep(roomId, waiting.id, media, stop);
      if (stop.aborted) return;
      // Seen by the effect below at once.
      waiting.kept = kept.peek()?.find(({ id }) => id === waiting.id) ?? null;
      patch(waiting, { state: "ready", loose: waiting.kept === null });
      if (waiting.kept !== null) waiting.letGo();
    } catch {
      // There is no place for it, or another tab holds the account: it can be sent, but a reload loses it.
      if (!stop.aborted) patch(waiting, { state: "ready", loose: true });
    }
  };
  const look = async (waiting: Waiting, file: File): Promise<void> => {
    const { signal: stop } = waiting.stop;
    try {
      const media = await deps.prepare(file);
      if (stop.aborted || (await isTooLarge(waiting, media.file.size)) || stop.aborted) return;
      waiting.media = media;
      show(waiting, media.thumbnail?.file ?? (media.media === "image" ? media.file : null));
      patch(waiting, { media: media.media, size: media.file.size, state: "keeping" });
      await keep(waiting, media);
    } catch {
      // Gone from the disk, a folder, or no right to read it.
      if (!stop.aborted) refuse(waiting, "unreadable");
    }
  };
  const begin = (chip: Pick<AttachmentChip, "id" | "name" | "size" | "media" | "state">): Waiting => ({
    id: chip.id,
    chip: signal<AttachmentChip>({ ...chip, preview: null, limit: null, loose: false, going: false }),
    media: null,
    kept: null,
    settled: Promise.resolve(),
    stop: new AbortController(),
    preview: null,
    letGo: () => {},
  });
  const take = (file: File): Waiting => {
    const empty = file.size === 0;
    const id = createId("file");
    const waiting = begin({
      id,
      name: file.name,
      size: file.size,
      media: guess(file.type),
      state: empty ? "empty" : "reading",
    });
    if (empty) return waiting;
    // Until it is kept, a page that is left loses it.
    waiting.letGo = deps.holdPage();
    waiting.settled = look(waiting, file);
    return waiting;
  };
  /** One that an earlier page has kept. */
  const restore = (file: KeptFile): Waiting => {
    const { id, name, size, media, whole } = file;
    const waiting = begin({ id, name, size, media, state: whole ? "ready" : "lost" });
    if (!whole) return waiting;
    waiting.kept = file;
    const look = async (): Promise<void> => {
      if (await isTooLarge(waiting, size)) return;
      const itself = media === "image" && size <= mostPreview ? file.source : null;
      const { source, mimetype } = file.thumbnail ?? { source: itself, mimetype: file.mimetype };
      if (source !== null) show(waiting, await session.files.read(source, { type: mimetype }));
    };
    // Without a preview it can be sent all the same.
    waiting.settled = look().catch(() => {});
    return waiting;
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
