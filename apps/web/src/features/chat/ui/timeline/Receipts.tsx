import type { MessageItem } from "@parley/matrix";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { dateAndTime } from "../../../../shared/time.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Popover } from "../../../../ui/Popover.tsx";
import { memberIndex, nameAmong } from "../../model/member-index.ts";
import { chatStrings } from "../../strings/index.ts";
import { useMessageRoom } from "./actions.ts";

/** Faces in a row; more are counted. */
const faces = 3;
/** Names in the list; more are counted. */
const named = 100;

/** Who has read up to a message, as faces in the corner of its last line; a press says who and when. */
export function Receipts({ item }: { readonly item: MessageItem }) {
  const t = useStrings(chatStrings);
  const { members } = useMessageRoom();
  const people = memberIndex(useSignal(members));
  const readers = item.readBy;
  if (readers.length === 0) return null;
  const nameOf = (userId: string): string => nameAmong(people, userId);
  const first = readers.slice(0, faces);
  const who = new Intl.ListFormat(t.language).format(
    readers.length > faces
      ? [...first.map(({ userId }) => nameOf(userId)), t("andMore", { n: readers.length - faces })]
      : first.map(({ userId }) => nameOf(userId)),
  );
  const label = t("readBy", { who });
  return (
    <Popover
      title={label}
      align="end"
      trigger={
        <button
          type="button"
          aria-label={label}
          className="float-end ml-2 flex h-5.5 items-center rounded-full text-11 text-ink-2 tabular-nums touch:-my-2.75 touch:h-11"
        >
          {first.map(({ userId }, index) => (
            <span key={userId} className={index === 0 ? "" : "-ml-1.5"}>
              <MediaAvatar id={userId} name={nameOf(userId)} mxc={people.get(userId)?.avatarMxc ?? null} size={20} />
            </span>
          ))}
          {readers.length > faces && <span className="ml-1">+{readers.length - faces}</span>}
        </button>
      }
    >
      <p aria-hidden="true" className="font-semibold text-13">
        {t("readByTitle")}
      </p>
      <ul className="mt-1 max-h-80 overflow-y-auto">
        {readers.slice(0, named).map(({ userId, ts }) => (
          <li key={userId} className="flex items-center gap-2 py-1 text-13">
            <MediaAvatar id={userId} name={nameOf(userId)} mxc={people.get(userId)?.avatarMxc ?? null} size={24} />
            <bdi className="min-w-0 flex-1 truncate">{nameOf(userId)}</bdi>
            {ts > 0 && <span className="shrink-0 text-12 text-ink-2">{dateAndTime(ts, t.language)}</span>}
          </li>
        ))}
      </ul>
      {readers.length > named && <p className="text-12 text-ink-2">{t("andMore", { n: readers.length - named })}</p>}
    </Popover>
  );
}
