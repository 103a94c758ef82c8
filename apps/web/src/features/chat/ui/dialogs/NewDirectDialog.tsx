import { useContext, useEffect, useState } from "react";
import { blockedLast, useBlocked } from "../../../../shared/blocked-people.ts";
import { useSession } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useStillHere } from "../../../../shared/use-still-here.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { cx } from "../../../../ui/cx.ts";
import { Dialog } from "../../../../ui/Dialog.tsx";
import { Spinner } from "../../../../ui/Spinner.tsx";
import { TextField } from "../../../../ui/TextField.tsx";
import { chatStrings } from "../../strings/index.ts";
import { moveByArrows } from "../list/arrow-keys.ts";
import { ChatWorldContext } from "../world.ts";
import { useLeading } from "./FormDialog.tsx";
import { dialogStrings } from "./strings/index.ts";
import { type Person, useKnownPeople } from "./use-known-people.ts";

type Search =
  | { readonly state: "idle" | "searching" }
  | { readonly state: "done"; readonly people: readonly Person[] }
  | { readonly state: "failed"; readonly error: unknown };

/** Searches a quarter of a second after the last key; an answer to an older question is dropped. */
function usePeople(term: string): Search {
  const session = useSession();
  const { clock } = useContext(ChatWorldContext);
  const [search, setSearch] = useState<Search>({ state: "idle" });
  useEffect(() => {
    const wanted = term.trim();
    if (wanted === "") {
      setSearch({ state: "idle" });
      return;
    }
    setSearch({ state: "searching" });
    let current = true;
    const cancel = clock.after(250, () => {
      session.rooms
        .searchPeople(wanted)
        .then((people) => {
          if (!current) return;
          const others = people.filter((person) => person.userId !== session.account.userId);
          setSearch({ state: "done", people: others });
        })
        .catch((error: unknown) => {
          if (current) setSearch({ state: "failed", error });
        });
    });
    return () => {
      current = false;
      cancel();
    };
  }, [session, clock, term]);
  return search;
}

/** Finds a person and opens the conversation with them: the standing one, or a new one. */
export function NewDirectDialog({ onClose }: { readonly onClose: () => void }) {
  const chat = useStrings(chatStrings);
  const t = useStrings(dialogStrings);
  const session = useSession();
  const navigation = useNavigation();
  const isHere = useStillHere();
  const { focusAfter, leave } = useLeading();
  const [term, setTerm] = useState("");
  const search = usePeople(term);
  /** While one types, Enter takes the first. */
  const [typing, setTyping] = useState(false);
  const known = useKnownPeople();
  const blocked = useBlocked();
  const found = search.state === "done" ? blockedLast(search.people, blocked) : [];
  const people = search.state === "idle" ? known : found;
  const [first] = found;
  const open = useTask(async (userId: string) => {
    const roomId = await session.rooms.openDirect(userId);
    if (!isHere()) return;
    leave();
    onClose();
    navigation.go({ at: "home", roomId });
  });
  return (
    <Dialog open onClose={onClose} title={chat("newDirect")} focusAfter={focusAfter}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows go from the field into the list and back */}
      <div role="presentation" onKeyDown={moveByArrows} className="flex flex-col gap-3">
        <TextField
          label={t("searchPeople")}
          hint={t("searchPeopleHint")}
          value={term}
          onChange={setTerm}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.nativeEvent.isComposing && first !== undefined)
              void open.run(first.userId);
          }}
          onFocus={() => setTyping(true)}
          onBlur={() => setTyping(false)}
          data-stop=""
          autoFocus
          autoComplete="off"
          spellCheck={false}
        />
        {/* The list itself would be read from its first to its last row. */}
        <p role="status" className="sr-only">
          {search.state === "done" &&
            (search.people.length === 0
              ? t("nobodyFound", { term: term.trim() })
              : t("peopleFound", { n: search.people.length }))}
        </p>
        <div className="min-h-30">
          {search.state === "searching" && <Spinner>{t("searching")}</Spinner>}
          {search.state === "failed" && <ErrorNote error={search.error} />}
          {search.state === "done" && search.people.length === 0 && (
            <p aria-hidden="true" className="text-14 text-ink-2">
              {t("nobodyFound", { term: term.trim() })}
            </p>
          )}
          {people.length > 0 && (
            <ul aria-label={t("people")} className="-mx-2 flex max-h-80 flex-col overflow-y-auto">
              {people.map((person) => (
                <li key={person.userId}>
                  <button
                    type="button"
                    data-stop=""
                    onClick={() => void open.run(person.userId)}
                    className={cx(
                      "flex h-12 w-full items-center gap-3 rounded-control px-2 text-left hover:bg-hover",
                      typing && person === first && "bg-hover",
                    )}
                  >
                    <MediaAvatar id={person.userId} name={person.name} mxc={person.avatarMxc} size={32} />
                    <span className="min-w-0 flex-1">
                      <bdi className="block truncate font-medium text-14">{person.name}</bdi>
                      <span className="block truncate font-mono text-12 text-ink-2">{person.userId}</span>
                    </span>
                    {blocked.includes(person.userId) && (
                      <span className="shrink-0 text-12 text-ink-2">{chat("blockedShort")}</span>
                    )}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
        {open.running && <Spinner>{t("openingDirect")}</Spinner>}
        {open.error !== null && <ErrorNote error={open.error} />}
      </div>
    </Dialog>
  );
}
