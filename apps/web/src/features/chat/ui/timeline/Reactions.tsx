import type { MessageItem, Reaction } from "@parley/matrix";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { Tooltip } from "../../../../ui/Tooltip.tsx";
import { memberIndex, nameAmong } from "../../model/member-index.ts";
import { chatStrings } from "../../strings/index.ts";
import { useMessageRoom } from "./actions.ts";

/** More names than this are counted. */
const named = 5;
/** Pills of one message; the others stand in the list of who reacted. */
const most = 16;

/** Where it is touched it reaches into the space around it. */
const pill =
  "relative h-6 rounded-full forced:border px-2 text-13 tabular-nums touch:h-9 touch:px-3 touch:before:absolute touch:before:inset-x-0 touch:before:-inset-y-1";

/** The reactions of a message as pills that say who. */
export function Reactions({ item }: { readonly item: MessageItem }) {
  const t = useStrings(chatStrings);
  const { actions } = useMessageRoom();
  const rest = item.reactions.length - most;
  return (
    <ul className="mt-1 mb-0.5 flex flex-wrap gap-1 touch:gap-y-2">
      {item.reactions.slice(0, most).map((reaction) => (
        <Pill key={reaction.key} item={item} reaction={reaction} />
      ))}
      {rest > 0 && (
        <li>
          <button
            type="button"
            aria-label={t("moreReactions", { n: rest })}
            onClick={() => actions.ask(item, "reactions")}
            className={cx(pill, "bg-hover text-ink-2 hover:bg-press hover:text-ink")}
          >
            +{rest}
          </button>
        </li>
      )}
    </ul>
  );
}

function Pill({ item, reaction }: { readonly item: MessageItem; readonly reaction: Reaction }) {
  const t = useStrings(chatStrings);
  const { actions, members, ownUserId } = useMessageRoom();
  const people = memberIndex(useSignal(members));
  const nameOf = (userId: string): string => (userId === ownUserId ? t("andYou") : nameAmong(people, userId));
  const names = reaction.senders.slice(0, named).map(nameOf);
  const rest = reaction.senders.length - names.length;
  if (rest > 0) names.push(t("andMore", { n: rest }));
  const who = new Intl.ListFormat(t.language).format(names);
  return (
    <li>
      <Tooltip label={t("reactionBy", { key: reaction.key, who })}>
        <button
          type="button"
          aria-pressed={reaction.mine}
          disabled={!item.can.react}
          onClick={() => actions.react(item, reaction.key)}
          className={cx(
            pill,
            "flex items-center gap-1.25 transition-colors",
            reaction.mine
              ? "bg-accent-soft font-medium text-accent"
              : "bg-hover text-ink-2 hover:bg-press hover:text-ink",
          )}
        >
          <bdi className="max-w-40 truncate">{reaction.key}</bdi> <span>{reaction.senders.length}</span>{" "}
          <span className="sr-only">{t(reaction.mine ? "reactionToggleOn" : "reactionToggleOff", { who })}</span>
        </button>
      </Tooltip>
    </li>
  );
}
