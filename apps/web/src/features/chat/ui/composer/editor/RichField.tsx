import { effect } from "@parley/kernel";
import { type RefObject, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { usePreferences } from "../../../../../shared/preferences.ts";
import { printedKeys } from "../../../../../shared/shortcuts.ts";
import { useLanguage, useStrings } from "../../../../../shared/use-strings.ts";
import { useViewport } from "../../../../../shared/viewport.ts";
import { type Composer, wordsOf } from "../../../model/composer.ts";
import { codesOf } from "../../../model/emoji.ts";
import type { Parse } from "../../../model/markdown.ts";
import { type PlainSurface, type Surface, type SurfaceProps, stand } from "../surface.ts";
import type { Beginning } from "./beginning.ts";
import { FormatBar, useFormatKeys } from "./FormatBar.tsx";
import { createRichEditor, type EditorHost, type Formats, type RichEditor } from "./rich-editor.ts";
import { editorStrings } from "./strings/index.ts";
import "./editor.css";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export interface RichFieldProps extends SurfaceProps {
  readonly composer: Composer;
  readonly surface: RefObject<Surface | null>;
  readonly parse: Parse;
  /** Where the bar with formats stands; null: no bar. */
  readonly bar: HTMLElement | null;
  /** The plain field that stood here until now; null: there was none. */
  readonly from: PlainSurface | null;
  /** The editor stands: the plain field may go. */
  readonly onReady: () => void;
  /** The message that is edited holds what cannot be shown here. */
  readonly onUnfit: () => void;
}

/**
 * What is edited; null: it is written anew, as `/me` is, or words of its own stand there already. Without a form of its
 * own it is text alone.
 */
function editedWords(composer: Composer): ReturnType<typeof wordsOf> {
  const mode = composer.mode.peek();
  if (mode.kind !== "edit" || !composer.isUntouched()) return null;
  const { body } = mode.item;
  return body.type === "text" && body.style === "emote" ? null : wordsOf(mode.item);
}

/** Follows what comes from elsewhere: a draft that is read, a message that is edited, one that was sent. */
function follow(editor: RichEditor, composer: Composer, latest: RefObject<RichFieldProps>): () => void {
  let edited: unknown = null;
  return effect(() => {
    const text = composer.text.value;
    const mode = composer.mode.value;
    const item = mode.kind === "edit" ? mode.item : null;
    const begins = item !== null && item !== edited;
    edited = item;
    const words = begins ? editedWords(composer) : null;
    if (words === null) {
      editor.setMarkdown(text);
      return;
    }
    const shown = words.html === null ? editor.setText(words.text) : editor.setHtml(words.html);
    queueMicrotask(() => {
      if (shown === null) latest.current.onUnfit();
      else composer.setOriginal(shown);
    });
  });
}

/** Messages as they will look, with ProseMirror. Loaded after the timeline. */
export function RichField(props: RichFieldProps) {
  const { composer, surface, parse, bar, label, describedBy, list, from } = props;
  const t = useStrings(editorStrings);
  const language = useLanguage();
  const { skinTone } = usePreferences();
  const phone = useViewport() === "phone";
  useFormatKeys();
  const place = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<RichEditor | null>(null);
  const [formats, setFormats] = useState<Formats>({ active: new Set(), language: null });
  const latest = useRef(props);
  /** Found out once: React may mount twice. */
  const hadFocus = useRef<boolean | null>(null);
  const hintId = useId();
  const inCode = formats.language !== null;
  const described = [describedBy, inCode ? hintId : undefined].filter((id) => id !== undefined).join(" ");
  const attributes: Record<string, string> = {
    role: "textbox",
    "data-region-start": "",
    "aria-multiline": "true",
    "aria-label": label,
    "aria-autocomplete": "list",
    "data-placeholder": label,
    dir: "auto",
    enterkeyhint: phone ? "enter" : "send",
    ...(described === "" ? {} : { "aria-describedby": described }),
    ...(describedBy === undefined ? {} : { "aria-invalid": "true" }),
    ...(list === null ? {} : { "aria-controls": list.id, "aria-activedescendant": list.option }),
  };
  const host = useRef<EditorHost | null>(null);
  latest.current = props;
  host.current = {
    attributes,
    onText: (text) => composer.setText(text),
    onCaret: props.onCaret,
    onFormats: (next) => setFormats((now) => (same(now, next) ? now : next)),
    onKey: props.onKey,
    onFiles: props.onFiles,
    codes: codesOf(language, skinTone),
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once, and asks the host as it is now
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const ask = hostNow(host);
    hadFocus.current ??= from !== null && document.activeElement === from.element;
    const made = createRichEditor(element, takenFrom(from, composer.text.peek()), parse, ask);
    // In the same breath, so that no key falls in between and a phone's keyboard stays.
    if (hadFocus.current) made.focus();
    setEditor(made);
    const gone = stand(surface, made);
    const stop = follow(made, composer, latest);
    latest.current.onReady();
    return () => {
      stop();
      gone();
      made.destroy();
      setEditor(null);
    };
  }, [composer, parse]);

  const shown = JSON.stringify(attributes);
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew when an attribute changes
  useEffect(() => editor?.refresh(), [editor, shown]);

  return (
    <>
      {bar !== null && editor !== null && createPortal(<FormatBar editor={editor} formats={formats} />, bar)}
      <div
        ref={place}
        className="rich-place min-h-9 min-w-0 overflow-y-auto overscroll-contain px-2.5 py-1.75 text-message text-ink touch:min-h-11 touch:py-2.75"
      />
      {inCode && (
        <p id={hintId} className="px-2.5 pb-1 text-12 text-ink-2">
          {phone ? t("codeHint") : t("codeHintSend", { keys: printedKeys("mod+Enter", isMac) })}
        </p>
      )}
    </>
  );
}

/** What stands in the plain field, and what is selected there; without one the caret is at the end. */
function takenFrom(from: PlainSurface | null, markdown: string): Beginning {
  if (from === null) return { markdown, selection: { anchor: markdown.length, head: markdown.length } };
  const { selectionStart: start, selectionEnd: end, selectionDirection } = from.element;
  const selection = selectionDirection === "backward" ? { anchor: end, head: start } : { anchor: start, head: end };
  const before = from.before();
  return { markdown, selection, ...(before === undefined || before === markdown ? {} : { before }) };
}

const same = (one: Formats, other: Formats): boolean =>
  one.language === other.language &&
  one.active.size === other.active.size &&
  [...one.active].every((name) => other.active.has(name));

/** The host as it is at each question. */
function hostNow(host: RefObject<EditorHost | null>): EditorHost {
  return {
    get attributes() {
      return host.current?.attributes ?? {};
    },
    onText: (text) => host.current?.onText(text),
    onCaret: (caret) => host.current?.onCaret(caret),
    onFormats: (next) => host.current?.onFormats(next),
    onKey: (event) => host.current?.onKey(event) ?? false,
    get onFiles() {
      return host.current?.onFiles ?? null;
    },
    codes: {
      of: (code) => host.current?.codes.of(code) ?? null,
      load: () => host.current?.codes.load() ?? null,
    },
  };
}
