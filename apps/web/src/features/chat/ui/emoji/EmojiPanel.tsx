import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { usePreferences, withRecentEmoji } from "../../../../shared/preferences.ts";
import { useLanguage, useStrings } from "../../../../shared/use-strings.ts";
import { Button } from "../../../../ui/Button.tsx";
import { type EmojiSet, emojiAtHand, loadEmoji, searchEmoji } from "../../model/emoji.ts";
import {
  buildEmojiRows,
  cellAt,
  type EmojiRow,
  type EmojiSection,
  moveCell,
  rowOfCell,
} from "../../model/emoji-grid.ts";
import { type Emoji, inTone } from "../../model/emoji-tone.ts";
import { EmojiLoading } from "./EmojiLoading.tsx";
import { EmojiTones } from "./EmojiTones.tsx";
import { GroupBar } from "./GroupBar.tsx";
import { emojiStrings } from "./strings/index.ts";
import "./emoji.css";

/** More than these are not shown of what was found. */
const mostFound = 180;
/** Pixels. */
const titleHeight = 32;

const isTouch = (): boolean =>
  typeof globalThis.matchMedia === "function" && globalThis.matchMedia("(pointer: coarse)").matches;

function useEmojiSet() {
  const language = useLanguage();
  const [set, setSet] = useState(() => emojiAtHand(language));
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try loads anew
  useEffect(() => {
    let gone = false;
    setFailed(false);
    loadEmoji(language).then(
      (loaded) => gone || setSet(loaded),
      () => gone || setFailed(true),
    );
    return () => {
      gone = true;
    };
  }, [language, tries]);
  return { set, failed, again: () => setTries((count) => count + 1) };
}

/** The heavy part of the picker, with the data behind it. */
export function EmojiPanel({ onPick }: { readonly onPick: (emoji: string) => void }) {
  const t = useStrings(emojiStrings);
  const { set, failed, again } = useEmojiSet();
  if (failed && set === null) {
    return (
      <div className="grid h-96 w-81 max-w-full content-center justify-items-start gap-3">
        <p role="alert" className="text-14 text-ink-2">
          {t("failed")}
        </p>
        <Button onClick={again}>{t("again")}</Button>
      </div>
    );
  }
  return set === null ? <EmojiLoading /> : <Chooser set={set} onPick={onPick} />;
}

function useSections(set: EmojiSet, term: string): readonly EmojiSection[] {
  const t = useStrings(emojiStrings);
  const { recentEmoji } = usePreferences();
  // Those used last do not change places under the pointer.
  const [recent] = useState(recentEmoji);
  return useMemo(() => {
    if (term.trim() !== "") {
      const found = searchEmoji(set, term, mostFound);
      return [{ id: "found", name: t("found", { n: found.length }), emoji: found }];
    }
    const used = recent.flatMap((char) => set.byChar.get(char) ?? []);
    return [
      { id: "recent", name: t("recent"), emoji: used },
      ...set.groups.map((group) => ({ id: `${group.id}`, name: group.name, emoji: group.emoji })),
    ];
  }, [set, term, recent, t]);
}

const moves = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "first",
  End: "last",
} as const;
const isMove = (key: string): key is keyof typeof moves => key in moves;

function Chooser({ set, onPick }: { readonly set: EmojiSet; readonly onPick: (emoji: string) => void }) {
  const t = useStrings(emojiStrings);
  const id = useId();
  const { skinTone, recentEmoji, set: setPreferences } = usePreferences();
  const [term, setTerm] = useState("");
  const [active, setActive] = useState(0);
  /** Left and right belong to the words until the grid was entered. */
  const [inGrid, setInGrid] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const [touch] = useState(isTouch);
  const columns = touch ? 7 : 9;
  const cellHeight = touch ? 44 : 36;
  const sections = useSections(set, term);
  const rows = useMemo(() => buildEmojiRows(sections, columns), [sections, columns]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.type === "title" ? titleHeight : cellHeight),
    overscan: 4,
  });
  const count = rows.reduce((sum, row) => sum + (row.type === "cells" ? row.emoji.length : 0), 0);
  const chosen = cellAt(rows, active);
  const first = virtual.range?.startIndex ?? 0;
  const shown = rows.slice(0, first + 1).findLast((row) => row.type === "title");

  const pick = (emoji: Emoji) => {
    setPreferences({ recentEmoji: withRecentEmoji(recentEmoji, emoji.char) });
    onPick(inTone(emoji, skinTone));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (chosen !== null) pick(chosen);
      return;
    }
    if (!isMove(event.key)) return;
    const sideways = event.key !== "ArrowUp" && event.key !== "ArrowDown";
    if (sideways && !inGrid && term !== "") return;
    event.preventDefault();
    // The first key of all enters the grid where it begins.
    const to = inGrid || sideways || event.key === "ArrowUp" ? moveCell(rows, active, moves[event.key]) : active;
    setInGrid(to !== null);
    setActive(to ?? 0);
    const row = rowOfCell(rows, to ?? 0);
    if (row !== -1) virtual.scrollToIndex(row <= 1 ? 0 : row);
  };
  const cellId = (cell: number) => `${id}-${cell}`;
  return (
    <div className="grid w-81 max-w-full gap-2">
      <input
        // biome-ignore lint/a11y/noAutofocus: the picker is opened to look for something
        autoFocus={!touch}
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-haspopup="listbox"
        aria-controls={`${id}-grid`}
        aria-activedescendant={chosen === null ? undefined : cellId(active)}
        aria-label={t("search")}
        placeholder={t("search")}
        autoComplete="off"
        spellCheck={false}
        value={term}
        onChange={(event) => {
          setTerm(event.currentTarget.value);
          setActive(0);
          setInGrid(false);
          if (scroller.current !== null) scroller.current.scrollTop = 0;
        }}
        onKeyDown={onKeyDown}
        className="h-9 w-full rounded-control bg-code px-2.5 text-14 text-ink outline-none placeholder:text-ink-2 focus-visible:ring-2 focus-visible:ring-accent touch:h-11"
      />
      {term.trim() === "" && (
        <GroupBar
          sections={sections}
          current={shown?.type === "title" ? shown.section.id : null}
          onChoose={(section) => {
            const row = rows.findIndex((other) => other.type === "title" && other.section.id === section);
            const after = rows[row + 1];
            virtual.scrollToIndex(row, { align: "start" });
            if (after?.type === "cells") setActive(after.first);
          }}
        />
      )}
      <div
        ref={scroller}
        id={`${id}-grid`}
        role="listbox"
        aria-label={t("grid")}
        // The keys go to the field above, which owns the grid.
        tabIndex={-1}
        className="h-64 overflow-y-auto overscroll-contain outline-none"
      >
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <div
                key={item.key}
                role="presentation"
                className="absolute inset-x-0 top-0 flex"
                style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              >
                <GridRow
                  row={row}
                  tone={skinTone}
                  active={active}
                  count={count}
                  cellId={cellId}
                  onPick={pick}
                  onPoint={(cell) => setActive(cell)}
                />
              </div>
            );
          })}
        </div>
      </div>
      {rows.length === 0 && (
        <p role="status" className="text-13 text-ink-2">
          {t("nothing", { term: term.trim() })}
        </p>
      )}
      <EmojiTones chosen={chosen} tone={skinTone} onTone={(tone) => setPreferences({ skinTone: tone })} />
    </div>
  );
}

function GridRow({
  row,
  tone,
  active,
  count,
  cellId,
  onPick,
  onPoint,
}: {
  readonly row: EmojiRow;
  readonly tone: number;
  readonly active: number;
  readonly count: number;
  readonly cellId: (cell: number) => string;
  readonly onPick: (emoji: Emoji) => void;
  readonly onPoint: (cell: number) => void;
}) {
  if (row.type === "title") {
    return (
      <div role="presentation" className="self-end truncate pb-1 font-medium text-12 text-ink-2 first-letter:uppercase">
        {row.section.name}
      </div>
    );
  }
  return row.emoji.map((emoji, index) => {
    const cell = row.first + index;
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the search field, which owns the list
      // biome-ignore lint/a11y/useFocusableInteractive: as above
      <div
        key={emoji.char}
        id={cellId(cell)}
        role="option"
        aria-label={emoji.label}
        aria-selected={cell === active}
        aria-setsize={count}
        aria-posinset={cell + 1}
        onPointerDown={(event) => event.preventDefault()}
        onPointerMove={() => cell !== active && onPoint(cell)}
        onClick={() => onPick(emoji)}
        className="emoji-face grid size-9 cursor-pointer select-none place-items-center rounded-control text-22 aria-selected:bg-float-hover touch:size-11"
      >
        {inTone(emoji, tone)}
      </div>
    );
  });
}
