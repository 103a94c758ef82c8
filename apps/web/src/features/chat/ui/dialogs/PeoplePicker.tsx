import type { Member } from "@parley/matrix";
import { useState } from "react";
import { blockedLast, useBlocked } from "../../../../shared/blocked-people.ts";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useStrings } from "../../../../shared/use-strings.ts";
import { TextField } from "../../../../ui/TextField.tsx";
import { chatStrings } from "../../strings/index.ts";
import { dialogStrings } from "./strings/index.ts";

/** Rows that are drawn at once; whoever looks for someone else types a letter more. */
const shown = 50;

const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** Chooses some of many: those who are chosen stand first, those whom one has blocked last. */
export function PeoplePicker({
  label,
  people,
  chosen,
  onChange,
}: {
  readonly label: string;
  readonly people: readonly Member[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const chat = useStrings(chatStrings);
  const t = useStrings(dialogStrings);
  const [term, setTerm] = useState("");
  const wanted = plain(term.trim());
  const blocked = useBlocked();
  const found = blockedLast(people, blocked).filter(({ name, userId }) => plain(`${name} ${userId}`).includes(wanted));
  const first = wanted === "" ? found.filter(({ userId }) => chosen.has(userId)) : [];
  const rows = [...first, ...found.filter((person) => !first.includes(person))].slice(0, Math.max(shown, first.length));
  const toggle = (userId: string) => {
    const next = new Set(chosen);
    if (!next.delete(userId)) next.add(userId);
    onChange(next);
  };
  return (
    <div className="flex flex-col gap-2">
      <TextField
        label={label}
        hint={t("peopleChosen", { n: chosen.size })}
        value={term}
        onChange={setTerm}
        autoComplete="off"
        spellCheck={false}
      />
      <ul aria-label={t("people")} className="-mx-2 flex max-h-52 flex-col overflow-y-auto">
        {rows.length === 0 && (
          <li className="px-2 py-2 text-13 text-ink-2">{t("nobodyFound", { term: term.trim() })}</li>
        )}
        {rows.map((person) => (
          <li key={person.userId}>
            <label className="flex min-h-11 cursor-pointer items-center gap-3 rounded-control px-2 hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent">
              <input
                type="checkbox"
                checked={chosen.has(person.userId)}
                onChange={() => toggle(person.userId)}
                className="size-4 shrink-0 accent-accent-fill outline-none"
              />
              <MediaAvatar id={person.userId} name={person.name} mxc={person.avatarMxc} size={24} />
              <bdi className="min-w-0 flex-1 truncate text-14">{person.name}</bdi>
              {blocked.includes(person.userId) && (
                <span className="shrink-0 text-12 text-ink-2">{chat("blockedShort")}</span>
              )}
              {person.ambiguous && <span className="truncate font-mono text-12 text-ink-2">{person.userId}</span>}
            </label>
          </li>
        ))}
      </ul>
      {found.length > rows.length && (
        <p className="text-12 text-ink-2">{t("morePeople", { n: found.length - rows.length })}</p>
      )}
    </div>
  );
}
