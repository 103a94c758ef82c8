import type { NoticeItem } from "@parley/matrix";
import { memo } from "react";
import { fullTime } from "../../../../shared/time.ts";
import { type Speak, useStrings } from "../../../../shared/use-strings.ts";
import { foldNotices, type NoticeClause } from "../../model/notices.ts";
import { chatStrings } from "../../strings/index.ts";

/** More names than this are counted. */
const named = 4;

function sentence(clause: NoticeClause, t: Speak<typeof chatStrings.en>): string {
  const shown: string[] = clause.names.slice(0, named);
  const rest = clause.names.length - shown.length;
  if (rest > 0) shown.push(t("andMore", { n: rest }));
  const names = new Intl.ListFormat(t.language).format(shown);
  const n = clause.names.length;
  const by = clause.by ?? "";
  const value = clause.value ?? "";
  switch (clause.kind) {
    case "joined":
      return t("noticeJoined", { names, n });
    case "left":
      return t("noticeLeft", { names, n });
    case "invited":
      return t("noticeInvited", { by, names });
    case "kicked":
      return t("noticeKicked", { by, names });
    case "banned":
      return t("noticeBanned", { by, names });
    case "unbanned":
      return t("noticeUnbanned", { by, names });
    case "renamed":
      return t("noticeRenamed", { names, value });
    case "avatar":
      return t("noticeAvatar", { names, n });
    case "room-name":
      return t("noticeRoomName", { names, value });
    case "topic":
      return value === "" ? t("noticeTopicGone", { names }) : t("noticeTopic", { names, value });
    case "created":
      return t("noticeCreated", { names });
    case "encrypted":
      return t("noticeEncrypted", { names });
    case "room-avatar":
      return t("noticeRoomAvatar", { names });
    default:
      return t("noticePermissions", { names });
  }
}

/** Joins, leaves and changes in a row, as one sentence. */
export const Notices = memo(function Notices({ items }: { readonly items: readonly NoticeItem[] }) {
  const t = useStrings(chatStrings);
  const clauses = foldNotices(items);
  if (clauses.length === 0) return null;
  const last = items.at(-1);
  return (
    <p
      title={last === undefined ? undefined : fullTime(last.ts, t.language)}
      dir="auto"
      className="wrap-anywhere mt-group py-0.5 pr-4 pl-17 text-13 text-ink-2 phone:pl-15"
    >
      {clauses.map((clause) => sentence(clause, t)).join(" · ")}
    </p>
  );
});
