import type { NoticeItem, RoomSummary } from "@parley/matrix";
import { Fragment, memo, type ReactNode } from "react";
import { fullTime } from "../../../../shared/time.ts";
import { type Speak, useStrings } from "../../../../shared/use-strings.ts";
import { foldNotices, type NoticeClause } from "../../model/notices.ts";
import { chatStrings } from "../../strings/index.ts";

/** More names than this are counted. */
const named = 4;

/** Letters of a name and of a topic in a line that says in passing what happened. */
const longestName = 40;
const longestValue = 120;

function Cut({ text, most }: { readonly text: string; readonly most: number }) {
  const letters = [...text];
  return letters.length <= most ? <bdi>{text}</bdi> : <bdi>{`${letters.slice(0, most).join("").trimEnd()}…`}</bdi>;
}

/** Each name in its own direction: one that is written from the right does not turn the sentence around. */
function listed(clause: NoticeClause, t: Speak<typeof chatStrings.en>): ReactNode {
  const shown: string[] = clause.names.slice(0, named);
  const rest = clause.names.length - shown.length;
  if (rest > 0) shown.push(t("andMore", { n: rest }));
  let index = 0;
  return new Intl.ListFormat(t.language).formatToParts(shown).map(({ type, value }) => {
    index += 1;
    return type === "element" ? (
      <Cut key={index} text={value} most={longestName} />
    ) : (
      <Fragment key={index}>{value}</Fragment>
    );
  });
}

/** What is said of the room itself names it as people do. */
const ofRoom = {
  room: { created: "noticeCreated", named: "noticeRoomName", avatar: "noticeRoomAvatar" },
  channel: { created: "noticeCreatedChannel", named: "noticeChannelName", avatar: "noticeChannelAvatar" },
  direct: { created: "noticeCreatedDirect", named: "noticeDirectName", avatar: "noticeDirectAvatar" },
} as const;

/** Said of a role that another gave, and of one's own. */
const ofRole = {
  "made-admin": { given: "noticeMadeAdmin", own: "noticeIsAdmin" },
  "made-moderator": { given: "noticeMadeModerator", own: "noticeIsModerator" },
  "made-member": { given: "noticeMadeMember", own: "noticeIsMember" },
} as const;

function sentence(clause: NoticeClause, kind: RoomSummary["kind"], t: Speak<typeof chatStrings.en>): ReactNode {
  const names = listed(clause, t);
  const n = clause.names.length;
  const by = <Cut text={clause.by ?? ""} most={longestName} />;
  const value = <Cut text={clause.value ?? ""} most={longestValue} />;
  switch (clause.kind) {
    case "joined":
      return t.rich("noticeJoined", { names, n });
    case "left":
      return t.rich("noticeLeft", { names, n });
    case "invited":
      return t.rich("noticeInvited", { by, names });
    case "declined":
      return t.rich("noticeDeclined", { names, n });
    case "uninvited":
      return t.rich("noticeUninvited", { by, names });
    case "let-in":
      return t.rich("noticeLetIn", { by, names });
    case "kicked":
      return t.rich("noticeKicked", { by, names });
    case "banned":
      return t.rich("noticeBanned", { by, names });
    case "unbanned":
      return t.rich("noticeUnbanned", { by, names });
    case "made-admin":
    case "made-moderator":
    case "made-member": {
      const { given, own } = ofRole[clause.kind];
      return clause.by === null ? t.rich(own, { names, n }) : t.rich(given, { by, names, n });
    }
    case "renamed":
      return t.rich("noticeRenamed", { names, value });
    case "avatar":
      return t.rich("noticeAvatar", { names, n });
    case "room-name":
      return t.rich(ofRoom[kind].named, { names, value });
    case "topic":
      return (clause.value ?? "") === ""
        ? t.rich("noticeTopicGone", { names })
        : t.rich("noticeTopic", { names, value });
    case "created":
      return t.rich(ofRoom[kind].created, { names });
    case "encrypted":
      return t.rich("noticeEncrypted", { names });
    case "pinned":
      return t.rich("noticePinned", { names, n });
    case "unpinned":
      return t.rich("noticeUnpinned", { names, n });
    case "room-avatar":
      return t.rich(ofRoom[kind].avatar, { names, n });
    default:
      return t.rich("noticePermissions", { names, n });
  }
}

/** Joins, leaves and changes in a row, as one sentence. */
export const Notices = memo(function Notices({
  items,
  kind,
}: {
  readonly items: readonly NoticeItem[];
  readonly kind: RoomSummary["kind"];
}) {
  const t = useStrings(chatStrings);
  const clauses = foldNotices(items);
  if (clauses.length === 0) return null;
  const last = items.at(-1);
  return (
    <p
      title={last === undefined ? undefined : fullTime(last.ts, t.language)}
      className="wrap-anywhere mt-group py-0.5 pr-4 pl-17 text-13 text-ink-2 phone:pl-15"
    >
      {clauses.map((clause, index) => (
        // The clauses of a sentence never change places.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Fragment key={index}>
          {index > 0 && " · "}
          {sentence(clause, kind, t)}
        </Fragment>
      ))}
    </p>
  );
});
