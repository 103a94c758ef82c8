import type { Person, RoomDetails } from "@parley/matrix";
import { useId, useState } from "react";
import { blockedLast, useBlocked } from "../../../shared/blocked-people.ts";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { strings } from "../strings/index.ts";
import { usePeopleSearch } from "./use-people-search.ts";
import { useSuggestedPeople } from "./use-suggested-people.ts";

/** The same for a room or server by its id; nothing while it is not known. */
export function InvitePeople({ roomId, onClose }: { readonly roomId: string; readonly onClose: () => void }) {
  const details = useSignal(useSession().rooms.details(roomId));
  return details === null ? null : <InvitePersonDialog details={details} onClose={onClose} />;
}

/** Finds people with an account here and invites them; into a server with all that belongs to it. Whom one has blocked last. */
export function InvitePersonDialog({
  details,
  onClose,
}: {
  readonly details: RoomDetails;
  readonly onClose: () => void;
}) {
  const t = useStrings(strings);
  const session = useSession();
  const members = useSignal(session.rooms.members(details.id));
  const [term, setTerm] = useState("");
  const [invited, setInvited] = useState<ReadonlySet<string>>(new Set());
  const search = usePeopleSearch(term);
  const blocked = useBlocked();
  const standing = new Map(
    members.map(({ userId, membership }) => [userId, membership === "join" ? "in" : "invited"] as const),
  );
  const suggested = useSuggestedPeople(details, standing, invited);
  const offered = search.state === "idle" && suggested !== null && suggested.people.length > 0;
  const heading = useId();
  const row = (person: Person) => (
    <PersonRow
      key={person.userId}
      person={person}
      details={details}
      blocked={blocked.includes(person.userId)}
      standing={standing.get(person.userId) ?? (invited.has(person.userId) ? "invited" : null)}
      onInvited={() => setInvited((before) => new Set([...before, person.userId]))}
    />
  );
  return (
    <Dialog open onClose={onClose} title={t("inviteTo", { room: details.name })}>
      <div className="flex flex-col gap-3">
        <TextField
          label={t("inviteSearch")}
          hint={t("inviteHint")}
          value={term}
          onChange={setTerm}
          autoFocus
          autoComplete="off"
          spellCheck={false}
        />
        {/* Not in what is spoken by itself: it stands there from the first. */}
        {offered && (
          <section aria-labelledby={heading}>
            <h3 id={heading} className="font-medium text-13 text-ink-2">
              {t.rich("inServer", { server: <bdi>{suggested.server}</bdi> })}
            </h3>
            <ul aria-labelledby={heading} className="flex max-h-80 flex-col overflow-y-auto">
              {suggested.people.map(row)}
            </ul>
          </section>
        )}
        {/* The list itself would be read from its first to its last row. */}
        <p role="status" className="sr-only">
          {search.state === "done" &&
            (search.people.length === 0
              ? t("nobodyCalled", { term: term.trim() })
              : t("peopleFound", { n: search.people.length }))}
        </p>
        <div className={offered ? "" : "min-h-30"}>
          {search.state === "searching" && <Spinner>{t("searching")}</Spinner>}
          {search.state === "failed" && <ErrorNote error={search.error} />}
          {search.state === "done" && search.people.length === 0 && (
            <p aria-hidden="true" className="text-14 text-ink-2">
              {t("nobodyCalled", { term: term.trim() })}
            </p>
          )}
          {search.state === "done" && (
            <ul aria-label={t("people")} className="flex max-h-80 flex-col overflow-y-auto">
              {blockedLast(search.people, blocked).map(row)}
            </ul>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function PersonRow({
  person,
  details,
  blocked,
  standing,
  onInvited,
}: {
  readonly person: Person;
  readonly details: RoomDetails;
  readonly blocked: boolean;
  readonly standing: "in" | "invited" | null;
  readonly onInvited: () => void;
}) {
  const t = useStrings(strings);
  const { rooms } = useSession();
  const invite = useTask(async () => {
    if (details.kind === "space") await rooms.welcome(details.id, person.userId);
    else await rooms.invite(details.id, person.userId);
    onInvited();
  });
  return (
    <li>
      <div className="flex min-h-13 items-center gap-3">
        <MediaAvatar id={person.userId} name={person.name} mxc={person.avatarMxc} size={32} />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <bdi className="min-w-0 truncate font-medium text-14">{person.name}</bdi>
            {blocked && <span className="shrink-0 text-12 text-ink-2">{t("blockedShort")}</span>}
          </span>
          <span className="block truncate font-mono text-12 text-ink-2">{person.userId}</span>
        </span>
        {standing === null ? (
          <Button busy={invite.running && t("inviting")} onClick={() => void invite.run()}>
            {t("inviteAct")}
          </Button>
        ) : (
          <span className="text-13 text-ink-2">{standing === "in" ? t("alreadyIn") : t("invited")}</span>
        )}
      </div>
      {invite.error !== null && <ErrorNote error={invite.error} />}
    </li>
  );
}
