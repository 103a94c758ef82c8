import { createId, type Signal, signal } from "@parley/kernel";
import type { KeptFile, MediaKind, OutgoingMedia, Session } from "@parley/matrix";
import type { AttachmentChip } from "../../../shared/chat-slots.ts";
import type { HeldUrl, ObjectUrls } from "./object-urls.ts";

/** A picture without a smaller one is its own preview up to so many bytes. */
const mostPreview = 2_000_000;

/** What attachments stand on. */
export interface AttachmentDeps {
  readonly prepare: (file: File) => Promise<OutgoingMedia>;
  readonly urls: ObjectUrls;
  /** Asks before the page is left, until the returned function is called. */
  holdPage(): () => void;
}

/** One of the files that wait. */
export interface Waiting {
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

export const canGo = ({ state }: AttachmentChip): boolean =>
  state === "ready" || state === "reading" || state === "keeping";

export function patch(waiting: Waiting, change: Partial<AttachmentChip>): void {
  waiting.chip.value = { ...waiting.chip.peek(), ...change };
}

function begin(chip: Pick<AttachmentChip, "id" | "name" | "size" | "media" | "state">): Waiting {
  return {
    id: chip.id,
    chip: signal<AttachmentChip>({ ...chip, preview: null, limit: null, loose: false, going: false }),
    media: null,
    kept: null,
    settled: Promise.resolve(),
    stop: new AbortController(),
    preview: null,
    letGo: () => {},
  };
}

/** Takes files of one room in: looks into them, and keeps them on this device. */
export function createIntake(deps: AttachmentDeps, session: Session, roomId: string) {
  const { keptFiles } = session;
  const kept = keptFiles.of(roomId);
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
      // It is among the kept ones at once.
      waiting.kept = kept.peek()?.find(({ id }) => id === waiting.id) ?? null;
      patch(waiting, { state: "ready", loose: waiting.kept === null });
      if (waiting.kept !== null) waiting.letGo();
    } catch {
      // There is no place for it, or another tab holds the account: it can be sent, but a reload loses it.
      if (!stop.aborted) patch(waiting, { state: "ready", loose: true });
    }
  };
  /** One is written down after the other: the next page has them in the order in which they were chosen. */
  let before: Promise<void> = Promise.resolve();
  const look = async (waiting: Waiting, file: File, earlier: Promise<void>): Promise<void> => {
    const { signal: stop } = waiting.stop;
    try {
      const media = await deps.prepare(file);
      if (stop.aborted || (await isTooLarge(waiting, media.file.size)) || stop.aborted) return;
      waiting.media = media;
      show(waiting, media.thumbnail?.file ?? (media.media === "image" ? media.file : null));
      patch(waiting, { media: media.media, size: media.file.size, state: "keeping" });
      await earlier;
      if (!stop.aborted) await keep(waiting, media);
    } catch {
      // Gone from the disk, a folder, or no right to read it.
      if (!stop.aborted) refuse(waiting, "unreadable");
    }
  };
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
    waiting.settled = look(waiting, file, before);
    before = waiting.settled;
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
  return { take, restore, keep };
}
