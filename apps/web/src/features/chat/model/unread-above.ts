import type { TimelineItem } from "@parley/matrix";

/** What a window shows of its room. */
interface Shown {
  readonly items: readonly TimelineItem[];
  /** It ends with the room: nothing stands below it. */
  readonly live: boolean;
  readonly fromStart: boolean;
}

/** Whether what was read last lies above the window. Where that is not known it does not. */
export function createUnreadAbove() {
  /** What was read last is no younger than this; null: not known, it may stand below what is shown. */
  let readUntil: number | null = null;
  return {
    /** Another message was read last. */
    forget(): void {
      readUntil = null;
    },
    look({ items, live, fromStart }: Shown, newAfter: string | null): boolean {
      const dated = items.filter((item) => item.type !== "gap");
      const [oldest] = dated;
      const read = dated.find(({ eventId }) => eventId === newAfter);
      if (newAfter === null) readUntil = null;
      else if (read !== undefined) readUntil = read.ts;
      else if (live && oldest !== undefined) readUntil = Math.min(readUntil ?? oldest.ts, oldest.ts);
      const isAbove = oldest !== undefined && readUntil !== null && readUntil <= oldest.ts;
      return isAbove && read === undefined && !fromStart;
    },
  };
}
