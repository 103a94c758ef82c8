import { Dialog as Base } from "@base-ui/react/dialog";
import type { Session } from "@parley/matrix";
import { Search as SearchSign, X } from "lucide-react";
import { type KeyboardEvent, useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { blockedLast, useBlocked, withoutBlocked } from "../../../shared/blocked-people.ts";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useNavigation } from "../../../shared/navigation.ts";
import { useStillHere } from "../../../shared/use-still-here.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { useBackCloses } from "../../../ui/back.ts";
import { cx } from "../../../ui/cx.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { Kbd } from "../../../ui/Kbd.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { createSearch, type Found } from "../model/search.ts";
import {
  buildTargets,
  type Person,
  personTarget,
  placeOfTarget,
  type SwitcherAction,
  type SwitcherPage,
  suggestions,
  type Target,
} from "../model/targets.ts";
import { strings } from "../strings/index.ts";
import { TargetRow } from "./TargetRow.tsx";
import { usePeople } from "./use-people.ts";

/** More lines than anyone reads. */
const most = 24;
/** Of a room with more people than this, those that stand first are found with slips, the others as the server finds them. */
const mostPeople = 2000;
const pageStep = 8;

/** Goes to a room, a person, a server, a setting, or does something: by a few letters of its name. */
export function QuickSwitcher({
  onClose,
  recent,
  currentRoomId,
  pages,
  actions,
  typed,
}: {
  readonly onClose: () => void;
  /** Rooms visited lately, the last first. */
  readonly recent: readonly string[];
  readonly currentRoomId: string | null;
  readonly pages: readonly SwitcherPage[];
  readonly actions: readonly SwitcherAction[];
  /** What was typed before the field stood, asked for once; from then on the field has the keys. */
  readonly typed?: () => { readonly text: string; readonly entered: boolean };
}) {
  const t = useStrings(strings);
  const [query, setQuery] = useState("");
  const [entered, setEntered] = useState(false);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const ids = useId();
  const { found, searching } = useFound(query, { recent, currentRoomId, pages, actions });
  const { pick, opening, error } = usePick(onClose);
  useBackCloses(true, onClose);
  const first = useRef(true);
  const onFocus = () => {
    if (!first.current) return;
    first.current = false;
    const ahead = typed?.();
    if (ahead === undefined || (ahead.text === "" && !ahead.entered)) return;
    setQuery(ahead.text);
    setEntered(ahead.entered);
  };

  const at = Math.min(active, found.length - 1);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at]);

  useEffect(() => {
    if (!entered) return;
    setEntered(false);
    const chosen = found[0];
    if (chosen !== undefined) pick(chosen.target);
  }, [entered, found, pick]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = found.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: at >= last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      PageDown: Math.min(last, at + pageStep),
      PageUp: Math.max(0, at - pageStep),
    };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setActive(Math.max(0, next));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const chosen = found[at];
      if (chosen !== undefined) pick(chosen.target);
    }
  };
  const optionId = (index: number) => `${ids}-${index}`;

  return (
    <Base.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Base.Popup
          initialFocus={input}
          className="fixed z-50 flex flex-col overflow-hidden bg-content text-ink shadow-float outline-none phone:inset-0 phone:pb-safe-b desk:-translate-x-1/2 desk:top-1/8 desk:left-1/2 desk:max-h-3/4 desk:w-11/12 desk:max-w-150 desk:rounded-dialog"
        >
          <Base.Title className="sr-only">{t("title")}</Base.Title>
          <div className="flex shrink-0 items-center gap-3 border-line border-b pr-2 pl-4">
            <SearchSign aria-hidden="true" className="size-5 shrink-0 text-ink-2" strokeWidth={1.75} />
            <input
              ref={input}
              type="text"
              role="combobox"
              aria-label={t("title")}
              aria-expanded="true"
              aria-controls={`${ids}-list`}
              aria-autocomplete="list"
              aria-activedescendant={found.length === 0 ? undefined : optionId(at)}
              placeholder={t("placeholder")}
              autoComplete="off"
              autoCapitalize="off"
              autoCorrect="off"
              spellCheck={false}
              enterKeyHint="go"
              maxLength={100}
              value={query}
              onChange={(event) => {
                setQuery(event.currentTarget.value);
                setActive(0);
              }}
              onKeyDown={onKeyDown}
              onFocus={onFocus}
              data-bare-focus
              className="h-13 min-w-0 flex-1 bg-transparent text-15 text-ink outline-none placeholder:text-ink-2"
            />
            <Base.Close
              render={
                <IconButton
                  label={t("close")}
                  tip={false}
                  icon={<X aria-hidden="true" className="size-5" strokeWidth={1.75} />}
                />
              }
            />
          </div>
          <div
            ref={list}
            id={`${ids}-list`}
            role="listbox"
            aria-label={t("results")}
            className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-2 empty:hidden"
          >
            {found.map(({ target, ranges }, index) => (
              <TargetRow
                key={target.key}
                id={optionId(index)}
                target={target}
                ranges={ranges}
                active={index === at}
                index={index}
                onPick={pick}
                onPoint={setActive}
              />
            ))}
          </div>
          {found.length === 0 && !searching && (
            <div className="px-4 py-6 text-center">
              <p className="font-medium text-14 text-ink">{t("nothing")}</p>
              <p className="mt-1 text-13 text-ink-2">{t("nothingHint")}</p>
            </div>
          )}
          {error !== null && (
            <div className="px-4 pb-3">
              <ErrorNote error={error} />
            </div>
          )}
          <footer
            className={cx(
              "flex min-h-9 shrink-0 items-center gap-4 border-line border-t px-4 text-12 text-ink-2",
              opening === null && !searching && "phone:hidden",
            )}
          >
            {opening !== null ? (
              <Spinner>{t("opening", { name: opening })}</Spinner>
            ) : searching ? (
              <Spinner>{t("searchingPeople")}</Spinner>
            ) : (
              <Hints />
            )}
          </footer>
          <p role="status" className="sr-only">
            {query.trim() !== "" && !searching && t("found", { n: found.length })}
          </p>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function Hints() {
  const t = useStrings(strings);
  return (
    <span aria-hidden="true" className="flex gap-4 phone:hidden">
      <span className="flex items-center gap-1.5">
        <Kbd keys="↑ ↓" /> {t("hintMove")}
      </span>
      <span className="flex items-center gap-1.5">
        <Kbd keys="Enter" /> {t("hintOpen")}
      </span>
      <span className="flex items-center gap-1.5">
        <Kbd keys="Esc" /> {t("hintClose")}
      </span>
    </span>
  );
}

/** What the query finds, as the rooms stood when the switcher was opened: nothing moves under the finger. */
function useFound(
  query: string,
  {
    recent,
    currentRoomId,
    pages,
    actions,
  }: {
    readonly recent: readonly string[];
    readonly currentRoomId: string | null;
    readonly pages: readonly SwitcherPage[];
    readonly actions: readonly SwitcherAction[];
  },
): { readonly found: readonly Found[]; readonly searching: boolean } {
  const session = useSession();
  const { people, searching } = usePeople(query);
  const blocked = useBlocked();
  const targets = useMemo(() => {
    const people = peopleAround(session, currentRoomId);
    return buildTargets({ list: session.rooms.list.peek(), recent, pages, actions, people });
  }, [session, recent, pages, actions, currentRoomId]);
  const search = useMemo(() => createSearch(targets), [targets]);
  const found = useMemo(() => {
    if (query.trim() !== "") return search(query, most);
    return suggestions(targets, recent, currentRoomId, most).map((target) => ({ target, ranges: [] }));
  }, [search, targets, recent, currentRoomId, query]);
  const strangers = useMemo(() => {
    const known = new Set(targets.map(userOf));
    const others = people.filter(({ userId }) => userId !== session.account.userId && !known.has(userId));
    return blockedLast(others, blocked).map(
      (person): Found => ({ target: personTarget(person, blocked.includes(person.userId)), ranges: [] }),
    );
  }, [people, targets, session, blocked]);
  return { found: query.trim() === "" ? found : [...found, ...strangers], searching };
}

/** Whom a target leads to. */
function userOf(target: Target): string | null {
  if (target.kind === "person") return target.person.userId;
  return target.kind === "room" ? target.room.directUserId : null;
}

/** The others in the room that is open, but whom one has blocked. */
function peopleAround({ account, rooms, people }: Session, roomId: string | null): readonly Person[] {
  if (roomId === null) return [];
  const others = rooms
    .members(roomId)
    .peek()
    .filter(({ userId }) => userId !== account.userId);
  return withoutBlocked(others, people.blocked.peek()).slice(0, mostPeople);
}

/** Goes there, or does it. A conversation that does not exist yet is made first. */
function usePick(onClose: () => void): {
  readonly pick: (target: Target) => void;
  readonly opening: string | null;
  readonly error: unknown;
} {
  const session = useSession();
  const navigation = useNavigation();
  const isHere = useStillHere();
  const [name, setName] = useState<string | null>(null);
  const direct = useTask(async (userId: string) => {
    const roomId = await session.rooms.openDirect(userId);
    // Who has closed it meanwhile stays where they are.
    if (!isHere()) return;
    onClose();
    navigation.go({ at: "home", roomId });
  });
  const pickNow = (target: Target) => {
    if (direct.running) return;
    if (target.kind === "person") {
      setName(target.name);
      void direct.run(target.person.userId);
      return;
    }
    onClose();
    const place = placeOfTarget(target);
    if (place !== null) navigation.go(place);
    else if (target.kind === "action") target.action.run();
  };
  const latest = useRef(pickNow);
  useEffect(() => {
    latest.current = pickNow;
  });
  const pick = useCallback((target: Target) => latest.current(target), []);
  return { pick, opening: direct.running ? name : null, error: direct.error };
}
