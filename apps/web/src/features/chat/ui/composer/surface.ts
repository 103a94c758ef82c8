import type { RefObject } from "react";
import type { Pill } from "../../model/rich/pill.ts";

/** What stands around the caret, for what can be completed. */
export interface CaretContext {
  /** At most 64 UTF-16 units of its line. */
  readonly before: string;
  /** `before` begins where the message begins. */
  readonly atStart: boolean;
}

/** What a completion puts in the place of what was typed. */
export type Insertion = { readonly text: string } | { readonly pill: Pill };

/** What the message becomes when the first `skip` letters are not sent and `after` follows. */
export interface Cut {
  readonly skip: number;
  readonly after: string;
}

/** A field that messages are written in, plain or rich. */
export interface Surface {
  readonly element: HTMLElement;
  /** With the caret at the end of a plain field, where it was in a rich one. */
  focus(): void;
  /** Puts text in at the caret. */
  insert(text: string): void;
  /** Replaces the last `length` UTF-16 units before the caret. */
  complete(length: number, insertion: Insertion): void;
  /** Enter belongs to the field: a line of code ends. */
  takesEnter(): boolean;
  /** What stands at the end is finished, as a space behind it would say: an emoticon becomes an emoji. */
  finish(): void;
  /** The message as the field shows it; null: its text is markdown. */
  read(cut: Cut): { readonly text: string; readonly html: string | null } | null;
}

/** The plain one. */
export interface PlainSurface extends Surface {
  readonly element: HTMLTextAreaElement;
  /** What stood in it before one typed; undefined: nothing was typed since the words came from elsewhere. */
  before(): string | undefined;
}

export interface SurfaceProps {
  readonly label: string;
  /** `Element.id` of what describes the field, and of the list that completes it. */
  readonly describedBy: string | undefined;
  readonly list: { readonly id: string; readonly option: string } | null;
  readonly onCaret: (caret: CaretContext | null) => void;
  /** True: the key has been answered. */
  readonly onKey: (event: KeyboardEvent) => boolean;
  /** Null where files cannot be sent. */
  readonly onFiles: ((files: readonly File[]) => void) | null;
}

/** Puts a field in its place until the answer is called; one that has come since stays. */
export function stand(place: RefObject<Surface | null>, surface: Surface): () => void {
  place.current = surface;
  return () => {
    if (place.current === surface) place.current = null;
  };
}
