import { type ClipboardEvent, type FormEvent, type RefObject, useCallback, useLayoutEffect, useRef } from "react";
import { usePreferences } from "../../../../shared/preferences.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useLanguage } from "../../../../shared/use-strings.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import type { Composer } from "../../model/composer.ts";
import { pillLink } from "../../model/rich/pill.ts";
import { type Insertion, type PlainSurface, type Surface, type SurfaceProps, stand } from "./surface.ts";

/** The field grows to this part of the room's height. */
const tallest = 0.4;
const longestBefore = 64;

/** Grows the field with its text. */
function useGrowing(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew for each text
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    // One line, as it stands without a height: a room that is opened is not laid out for it.
    if (text === "") {
      element.style.height = "";
      return;
    }
    const room = element.closest<HTMLElement>("[data-room]")?.clientHeight ?? 800;
    const box = element.parentElement;
    // While it is measured its place stays as high as it was: the timeline above would lose its end to the space.
    if (box !== null) box.style.height = `${box.offsetHeight}px`;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, Math.max(60, room * tallest))}px`;
    if (box !== null) box.style.height = "";
  }, [text]);
}

function textOf(insertion: Insertion, composer: Composer): string {
  if ("text" in insertion) return insertion.text;
  const { pill } = insertion;
  // The brackets of a name must not end the link.
  if (pill.kind === "room") return `[#${pill.name.replace(/[\\[\]]/gu, "\\$&")}](${pillLink(pill)}) `;
  if (pill.kind === "person") composer.mention({ userId: pill.id, name: pill.name });
  return `@${pill.name} `;
}

/** Code was begun on a line of its own and not ended yet: Enter breaks its line. */
const isCodeOpen = (before: string): boolean => (before.match(/^```(?:[\w+#.-]{0,32})$/gmu)?.length ?? 0) % 2 === 1;

/** Puts words in as if they were typed, so that the browser's own undo knows of them. False: it cannot be done so. */
function typeOver(element: HTMLTextAreaElement, from: number, to: number, words: string): boolean {
  if (document.activeElement !== element || typeof document.execCommand !== "function") return false;
  element.setSelectionRange(from, to);
  return document.execCommand("insertText", false, words);
}

/** Emoticons and codes, once the field is written in. `put` replaces a part of the text as if it were typed. */
function useEmoji(
  field: RefObject<HTMLTextAreaElement | null>,
  put: (from: number, to: number, words: string) => void,
) {
  const language = useLanguage();
  const { skinTone } = usePreferences();
  const follow = useRef<ReturnType<typeof import("./plain-emoji.ts")["followPlain"]> | null>(null);
  const own = useRef(false);
  const latest = useRef(put);
  latest.current = put;
  useLayoutEffect(() => {
    follow.current = null;
    let gone = false;
    import("./plain-emoji.ts").then(
      ({ followPlain }) => {
        const element = field.current;
        if (gone || element === null) return;
        follow.current = followPlain(element, { language, skinTone }, ({ from, to, words }) => {
          const behind = element.selectionEnd - to;
          own.current = true;
          latest.current(from, to, words);
          own.current = false;
          if (behind > 0) element.setSelectionRange(from + words.length + behind, from + words.length + behind);
        });
      },
      // Emoticons stay letters.
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [field, language, skinTone]);
  const finish = useCallback(() => follow.current?.finish(), []);
  return {
    onInput(event: FormEvent<HTMLTextAreaElement>, was: string) {
      const { nativeEvent } = event;
      const back = nativeEvent instanceof InputEvent && nativeEvent.inputType.startsWith("history");
      const composing = nativeEvent instanceof InputEvent && nativeEvent.isComposing;
      if (!own.current && !back && !composing) follow.current?.input(was);
    },
    finish,
  };
}

/** Messages as plain text and markdown: at once there, and for those who like it so. */
export function PlainField({
  composer,
  surface,
  describedBy,
  label,
  list,
  onCaret,
  onKey,
  onFiles,
}: SurfaceProps & { readonly composer: Composer; readonly surface: RefObject<Surface | null> }) {
  const text = useSignal(composer.text);
  const phone = useViewport() === "phone";
  const field = useRef<HTMLTextAreaElement>(null);
  /** Where the caret belongs once a change is drawn. */
  const caret = useRef<number | null>(null);
  /** What was typed since the words came from elsewhere: a draft, a message that is edited, nothing. */
  const typed = useRef<{ readonly from: string; readonly to: string } | null>(null);
  useGrowing(field, text);

  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of the text
  useLayoutEffect(() => {
    if (caret.current === null) return;
    field.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [text]);

  const tellCaret = () => {
    const element = field.current;
    if (element === null || element.selectionStart !== element.selectionEnd) {
      onCaret(null);
      return;
    }
    const end = element.selectionEnd;
    const start = Math.max(0, end - longestBefore);
    onCaret({ before: element.value.slice(start, end), atStart: start === 0 });
  };
  const replace = useCallback(
    (from: number, to: number, words: string) => {
      const element = field.current;
      if (element === null) return;
      if (!typeOver(element, from, to, words)) {
        caret.current = from + words.length;
        composer.setText(element.value.slice(0, from) + words + element.value.slice(to));
      }
      onCaret(null);
    },
    [composer, onCaret],
  );
  const emoji = useEmoji(field, replace);
  const { finish } = emoji;
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    const plain: PlainSurface = {
      element,
      focus() {
        element.focus({ preventScroll: true });
        element.setSelectionRange(element.value.length, element.value.length);
      },
      insert: (words) => replace(element.selectionStart, element.selectionEnd, words),
      complete: (length, insertion) =>
        replace(element.selectionEnd - length, element.selectionEnd, textOf(insertion, composer)),
      takesEnter: () => isCodeOpen(element.value.slice(0, element.selectionEnd)),
      finish,
      read: () => null,
      before: () => (typed.current?.to === composer.text.peek() ? typed.current.from : undefined),
    };
    return stand(surface, plain);
  }, [composer, replace, finish, surface]);

  const onPaste = (event: ClipboardEvent) => {
    const { files } = event.clipboardData;
    if (onFiles === null || files.length === 0 || event.clipboardData.getData("text/plain").trim() !== "") return;
    event.preventDefault();
    onFiles([...files]);
  };
  return (
    <textarea
      ref={field}
      data-region-start
      rows={1}
      dir="auto"
      value={text}
      placeholder={label}
      aria-label={label}
      aria-describedby={describedBy}
      aria-invalid={describedBy === undefined ? undefined : true}
      aria-autocomplete="list"
      aria-controls={list?.id}
      aria-activedescendant={list?.option}
      enterKeyHint={phone ? "enter" : "send"}
      onChange={(event) => {
        const was = composer.text.peek();
        const to = event.currentTarget.value;
        typed.current = { from: typed.current?.to === was ? typed.current.from : was, to };
        composer.setText(to);
        emoji.onInput(event, was);
      }}
      onSelect={tellCaret}
      onBlur={() => onCaret(null)}
      onPaste={onPaste}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.keyCode === 229) return;
        if (!onKey(event.nativeEvent)) return;
        event.preventDefault();
        // Answered here: the keys of the page around are not asked.
        if (event.key === "Escape") event.stopPropagation();
      }}
      className="block min-h-9 w-full min-w-0 resize-none bg-transparent px-2.5 py-1.75 text-message text-ink outline-none placeholder:overflow-hidden placeholder:text-ellipsis placeholder:whitespace-nowrap placeholder:text-ink-2 touch:min-h-11 touch:py-2.75"
    />
  );
}
