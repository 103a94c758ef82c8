import { Users } from "lucide-react";
import { useEffect } from "react";
import { useBlocked } from "../../../../shared/blocked-people.ts";
import { channelIcon } from "../../../../shared/channel-sign.ts";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { usePreferences } from "../../../../shared/preferences.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import type { Option } from "../../model/completion.ts";
import { inTone } from "../../model/emoji-tone.ts";
import { composerStrings } from "./strings/index.ts";
import type { Completion } from "./use-completion.ts";

/** What fits what is being typed; the field keeps the focus. */
export function CompletionList({
  completion,
  onChoose,
}: {
  readonly completion: Completion;
  readonly onChoose: (index: number) => void;
}) {
  const t = useStrings(composerStrings);
  const chosen = completion.optionId(completion.index);
  useEffect(() => {
    document.getElementById(chosen)?.scrollIntoView?.({ block: "nearest" });
  }, [chosen]);
  return (
    <div
      id={completion.listId}
      role="listbox"
      aria-label={t("offered")}
      className="absolute inset-x-0 bottom-full z-20 mb-2 max-h-72 overflow-y-auto rounded-card bg-float p-1 shadow-float"
    >
      {completion.options.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field, which owns the list
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div
          key={option.key}
          id={completion.optionId(index)}
          role="option"
          aria-selected={index === completion.index}
          // Before the field would lose the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(index)}
          className={cx(
            "flex min-h-9 scroll-my-1 cursor-pointer items-center gap-2.5 rounded-control px-2 py-1 text-14 touch:min-h-11",
            index === completion.index && "bg-float-hover",
          )}
        >
          <OptionBody option={option} />
        </div>
      ))}
    </div>
  );
}

function OptionBody({ option }: { readonly option: Option }) {
  const t = useStrings(composerStrings);
  const { skinTone } = usePreferences();
  const blocked = useBlocked();
  switch (option.kind) {
    case "person":
      return (
        <>
          <MediaAvatar id={option.member.userId} name={option.member.name} mxc={option.member.avatarMxc} size={24} />
          <bdi className="truncate font-medium">{option.member.name}</bdi>
          <span className="truncate text-12 text-ink-2">{option.member.userId}</span>
          {blocked.includes(option.member.userId) && (
            <span className="ml-auto shrink-0 text-12 text-ink-2">{t("blocked")}</span>
          )}
        </>
      );
    case "everyone":
      return (
        <>
          <Users aria-hidden="true" className="size-5 shrink-0 text-ink-2" strokeWidth={1.75} />
          <span className="font-medium">@room</span>
          <span className="truncate text-12 text-ink-2">{t("everyone")}</span>
        </>
      );
    case "room": {
      const Sign = channelIcon(option.room);
      return (
        <>
          {option.room.avatarMxc === null ? (
            <Sign aria-hidden="true" className="size-5 shrink-0 text-ink-2" strokeWidth={1.75} />
          ) : (
            <MediaAvatar
              id={option.room.id}
              name={option.room.name}
              mxc={option.room.avatarMxc}
              kind={option.room.kind === "direct" ? "person" : "server"}
              size={24}
            />
          )}
          <bdi className="truncate font-medium">{option.room.name}</bdi>
          {option.space !== null && (
            <span className="truncate text-12 text-ink-2">{t("roomIn", { space: option.space })}</span>
          )}
        </>
      );
    }
    case "emoji":
      return (
        <>
          <span className="w-6 shrink-0 text-center text-18">{inTone(option.emoji, skinTone)}</span>
          <span className="truncate">{`:${option.emoji.codes[0] ?? ""}:`}</span>
          <span className="truncate text-12 text-ink-2">{option.emoji.label}</span>
        </>
      );
    case "command":
      return (
        <span className="grid min-w-0">
          <span className="truncate">
            <span className="font-medium">{`/${option.command.name}`}</span>
            {option.command.argument !== null && <span className="text-ink-2">{` ${option.command.argument}`}</span>}
          </span>
          <span className="truncate text-12 text-ink-2">{option.command.about}</span>
        </span>
      );
  }
}
