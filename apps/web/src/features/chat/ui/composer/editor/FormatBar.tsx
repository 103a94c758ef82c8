import {
  Bold,
  Code,
  EyeOff,
  Italic,
  Link,
  List,
  ListOrdered,
  type LucideIcon,
  Quote,
  SquareCode,
  Strikethrough,
} from "lucide-react";
import { type FormEvent, type KeyboardEvent, useMemo, useState } from "react";
import { printedKeys, useListedKeys } from "../../../../../shared/shortcuts.ts";
import { useStrings } from "../../../../../shared/use-strings.ts";
import { Button } from "../../../../../ui/Button.tsx";
import { IconButton } from "../../../../../ui/IconButton.tsx";
import { Popover } from "../../../../../ui/Popover.tsx";
import { TextField } from "../../../../../ui/TextField.tsx";
import { commandOf, type FormatName, setLanguage, setLink } from "./commands.ts";
import type { Formats, RichEditor } from "./rich-editor.ts";
import { editorStrings } from "./strings/index.ts";

interface Format {
  readonly name: Exclude<FormatName, "link">;
  readonly label:
    | "strong"
    | "em"
    | "strike"
    | "code"
    | "spoiler"
    | "bulletList"
    | "orderedList"
    | "blockquote"
    | "codeBlock";
  readonly icon: LucideIcon;
  readonly keys?: string;
}

const words: readonly Format[] = [
  { name: "strong", label: "strong", icon: Bold, keys: "mod+b" },
  { name: "em", label: "em", icon: Italic, keys: "mod+i" },
  { name: "strike", label: "strike", icon: Strikethrough, keys: "mod+shift+x" },
  { name: "code", label: "code", icon: Code, keys: "mod+e" },
  { name: "spoiler", label: "spoiler", icon: EyeOff },
];
const blocks: readonly Format[] = [
  { name: "bullet_list", label: "bulletList", icon: List, keys: "mod+shift+8" },
  { name: "ordered_list", label: "orderedList", icon: ListOrdered, keys: "mod+shift+7" },
  { name: "blockquote", label: "blockquote", icon: Quote, keys: "mod+shift+9" },
  { name: "code_block", label: "codeBlock", icon: SquareCode },
];

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** The keys of the formats, for the list of shortcuts. */
export function useFormatKeys(): void {
  const t = useStrings(editorStrings);
  const group = useMemo(
    () => ({
      title: t("formats"),
      keys: [...words, ...blocks].flatMap(({ keys, label }) => (keys === undefined ? [] : [{ keys, label: t(label) }])),
    }),
    [t],
  );
  useListedKeys(group);
}

/** One stop for Tab; the arrows walk along the buttons. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (step === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
  const { activeElement } = document;
  const at = activeElement instanceof HTMLElement ? buttons.indexOf(activeElement) : -1;
  if (at === -1) return;
  event.preventDefault();
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}

/** Formats for those who do not know the signs by heart. On a phone it scrolls sideways. */
export function FormatBar({
  editor,
  formats: { active, language },
}: {
  readonly editor: RichEditor;
  readonly formats: Formats;
}) {
  const t = useStrings(editorStrings);
  const button = ({ name, label, icon: Icon, keys }: Format, first = false) => (
    <IconButton
      key={name}
      label={t(label)}
      {...(keys === undefined ? {} : { keys: printedKeys(keys, isMac) })}
      pressed={active.has(name)}
      tabIndex={first ? 0 : -1}
      // The field keeps its selection, and a phone its keyboard.
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => {
        editor.run(commandOf(name));
        editor.focus();
      }}
      icon={<Icon aria-hidden="true" className="size-4.5" strokeWidth={1.75} />}
    />
  );
  return (
    <div
      role="toolbar"
      aria-label={t("formats")}
      onKeyDown={walk}
      // On a phone more follows than there is room for: it fades where it goes on.
      className="flex items-center gap-0.5 overflow-x-auto border-line border-b p-1 phone:mask-[linear-gradient(to_left,transparent,black_--spacing(8))] phone:pr-8"
    >
      {words.map((format, index) => button(format, index === 0))}
      <LinkButton editor={editor} pressed={active.has("link")} />
      <span aria-hidden="true" className="mx-1 h-5 w-hair shrink-0 bg-line" />
      {blocks.map((format) => button(format))}
      {language !== null && (
        <input
          type="text"
          aria-label={t("language")}
          placeholder={t("languageShort")}
          autoCapitalize="off"
          autoComplete="off"
          spellCheck={false}
          maxLength={32}
          value={language}
          onChange={(event) =>
            editor.run(setLanguage(event.currentTarget.value.replace(/[^\w+#.-]/gu, "").toLowerCase()))
          }
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key !== "Enter" && event.key !== "Escape") return;
            event.preventDefault();
            editor.focus();
          }}
          className="ml-1 h-8 w-28 min-w-20 shrink-0 rounded-control bg-code px-2 font-mono text-13 text-ink outline-none placeholder:font-sans placeholder:text-ink-2 focus-visible:ring-2 focus-visible:ring-accent touch:h-11"
        />
      )}
    </div>
  );
}

const address = /^(?:https?:\/\/|mailto:)\S+$/u;

function LinkButton({ editor, pressed }: { readonly editor: RichEditor; readonly pressed: boolean }) {
  const t = useStrings(editorStrings);
  const [open, setOpen] = useState(false);
  const [href, setHref] = useState("");
  const [told, setTold] = useState(false);
  const set = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const given = /^[\w+.-]+:/u.test(href.trim()) ? href.trim() : `https://${href.trim()}`;
    if (!address.test(given) || !URL.canParse(given)) {
      setTold(true);
      return;
    }
    editor.run(setLink(given));
    setOpen(false);
    editor.focus();
  };
  const icon = <Link aria-hidden="true" className="size-4.5" strokeWidth={1.75} />;
  if (pressed) {
    return (
      <IconButton
        label={t("linkRemove")}
        pressed
        tabIndex={-1}
        icon={icon}
        onClick={() => {
          editor.run(setLink(null));
          editor.focus();
        }}
      />
    );
  }
  return (
    <Popover
      title={t("link")}
      side="top"
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setHref("");
        setTold(false);
      }}
      trigger={<IconButton label={t("link")} tip={!open} tabIndex={-1} icon={icon} />}
    >
      <form onSubmit={set} className="grid w-72 max-w-full gap-3">
        <TextField
          label={t("linkAddress")}
          inputMode="url"
          value={href}
          onChange={setHref}
          {...(told ? { error: t("linkHint") } : {})}
        />
        <Button type="submit" look="primary">
          {t("linkSet")}
        </Button>
      </form>
    </Popover>
  );
}
