import type { Person } from "@parley/matrix";
import { useEffect, useId, useMemo, useState } from "react";
import { blockedLast, useBlocked } from "../../../../shared/blocked-people.ts";
import { useSession } from "../../../../shared/contexts.ts";
import { usePreferences } from "../../../../shared/preferences.ts";
import type { SlashCommand } from "../../../../shared/slash-commands.ts";
import { useClock } from "../../../../shared/time.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useLanguage } from "../../../../shared/use-strings.ts";
import { commandAt } from "../../model/commands.ts";
import {
  type Asked,
  commandOptions,
  findAsked,
  matchNames,
  matchRooms,
  type Option,
  personOptions,
} from "../../model/completion.ts";
import { type Emoji, inTone } from "../../model/emoji-tone.ts";
import type { CaretContext, Insertion } from "./surface.ts";

const mostEmoji = 6;
const mostPeople = 6;

export interface Completion {
  readonly options: readonly Option[];
  readonly index: number;
  readonly listId: string;
  optionId(index: number): string;
  /** Where the caret is now; null: nowhere that anything could be completed. */
  onCaret(caret: CaretContext | null): void;
  /** What a choice puts in the place of what was typed. */
  choose(index: number): { readonly length: number; readonly insertion: Insertion; readonly option: Option } | null;
  /** What a key means to the list; null: nothing. */
  key(event: KeyboardEvent): "moved" | "closed" | "chosen" | null;
}

/** Emoji whose code fits; their data is fetched when they are first asked for. */
function useFoundEmoji(term: string | null): readonly Emoji[] {
  const language = useLanguage();
  const [found, setFound] = useState<readonly Emoji[]>([]);
  useEffect(() => {
    if (term === null) return setFound([]);
    let gone = false;
    import("../../model/emoji.ts")
      .then(async ({ loadEmoji, searchEmoji }) => searchEmoji(await loadEmoji(language), term, mostEmoji))
      .then(
        (emoji) => gone || setFound(emoji),
        // Without the data codes stay words; the next one asks again.
        () => {},
      );
    return () => {
      gone = true;
    };
  }, [language, term]);
  return term === null ? [] : found;
}

/** So long after the last key people are looked for. */
const searchMs = 250;

/** People of the homeserver whose name or id fits; null: they are not asked for. */
function useFoundPeople(term: string | null): readonly Person[] | null {
  const session = useSession();
  const clock = useClock();
  const [found, setFound] = useState<readonly Person[]>([]);
  useEffect(() => {
    if (term === null || term === "") return setFound([]);
    let gone = false;
    const cancel = clock.after(searchMs, () => {
      session.rooms.searchPeople(term).then(
        (people) => gone || setFound(people.slice(0, mostPeople)),
        // Whoever knows the address writes it out.
        () => gone || setFound([]),
      );
    });
    return () => {
      gone = true;
      cancel();
    };
  }, [session, clock, term]);
  return term === null ? null : found;
}

/** A command stands before the name that can be for anyone, not only for those who are here. */
const isForAnyone = ({ before, atStart }: CaretContext, commands: readonly SlashCommand[]): boolean =>
  atStart && commandAt(before, commands)?.person === "anyone";

const sameCaret = (one: CaretContext | null, other: CaretContext | null): boolean =>
  one?.before === other?.before && one?.atStart === other?.atStart;

/** Completes names, rooms, emoji and commands before the caret. */
export function useCompletion(roomId: string, commands: readonly SlashCommand[]): Completion {
  const session = useSession();
  const listId = useId();
  const { skinTone } = usePreferences();
  const [caret, setCaret] = useState<CaretContext | null>(null);
  const [chosen, setChosen] = useState(0);
  /** What Escape was pressed at: it asks no more until it is something else. */
  const [silent, setSilent] = useState<string | null>(null);
  const members = useSignal(session.rooms.members(roomId));
  const list = useSignal(session.rooms.list);
  const blocked = useBlocked();
  const asked = useMemo(() => (caret === null ? null : findAsked(caret.before, caret.atStart)), [caret]);
  const emoji = useFoundEmoji(asked?.kind === "emoji" ? asked.term : null);
  const ownUserId = session.account.userId;
  const mayTellAll = useSignal(session.rooms.details(roomId))?.permissions.notifyRoom ?? false;
  const anyone = asked?.kind === "person" && caret !== null && isForAnyone(caret, commands);
  const found = useFoundPeople(anyone ? asked.term : null);
  const start = caret === null || asked === null ? null : caret.before.slice(0, -asked.length || undefined);
  const options = useMemo((): readonly Option[] => {
    if (asked === null || start === silent) return [];
    if (asked.kind === "person" && found !== null) return personOptions(blockedLast(found, blocked));
    if (asked.kind === "person") return matchNames(members, asked.term, { ownUserId, mayTellAll, blocked });
    if (asked.kind === "room") return matchRooms(list, asked.term, roomId);
    if (asked.kind === "command") return commandOptions(commands, asked.term, roomId);
    return emoji.map((each) => ({ kind: "emoji", key: each.char, emoji: each }));
  }, [asked, start, silent, members, list, emoji, found, commands, ownUserId, mayTellAll, blocked, roomId]);
  const index = Math.min(chosen, Math.max(0, options.length - 1));

  return {
    options,
    index,
    listId,
    optionId: (at) => `${listId}-${at}`,
    onCaret(next) {
      if (sameCaret(caret, next)) return;
      setCaret(next);
      setChosen(0);
      if (start !== silent) setSilent(null);
    },
    choose(at) {
      const option = options[at];
      if (option === undefined || asked === null) return null;
      return { length: asked.length, insertion: insertionOf(option, skinTone, serverOf(ownUserId)), option };
    },
    key(event) {
      if (options.length === 0) return null;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        setChosen((index + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length);
        return "moved";
      }
      if (event.key === "Tab" && !event.shiftKey) return "chosen";
      if (event.key === "Enter" && !event.shiftKey && !isComplete(asked, options[index])) return "chosen";
      if (event.key !== "Escape") return null;
      setSilent(start);
      return "closed";
    },
  };
}

/** A command that is written out is meant to be sent. */
const isComplete = (asked: Asked | null, option: Option | undefined): boolean =>
  asked !== null &&
  option?.kind === "command" &&
  option.command.name === asked.term &&
  option.command.argument === null;

const serverOf = (userId: string): string => userId.slice(userId.indexOf(":") + 1);

function insertionOf(option: Option, tone: number, server: string): Insertion {
  switch (option.kind) {
    case "person":
      return { pill: { kind: "person", id: option.member.userId, name: option.member.name, via: "" } };
    case "everyone":
      return { pill: { kind: "everyone", id: "", name: "room", via: "" } };
    case "room":
      return { pill: { kind: "room", id: option.room.id, name: option.room.name, via: server } };
    case "emoji":
      return { text: `${inTone(option.emoji, tone)} ` };
    case "command":
      return { text: option.command.argument === null ? `/${option.command.name}` : `/${option.command.name} ` };
  }
}
