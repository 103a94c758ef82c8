import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { chatStrings } from "../../strings/index.ts";
import type { Mentions } from "./use-mentions.ts";

/** Members whose name fits what is being typed; the field keeps the focus. */
export function MentionList({
  mentions,
  onChoose,
}: {
  readonly mentions: Mentions;
  readonly onChoose: (index: number) => void;
}) {
  const t = useStrings(chatStrings);
  return (
    <div
      id={mentions.listId}
      role="listbox"
      aria-label={t("people")}
      className="absolute inset-x-0 bottom-full z-20 mb-2 rounded-card bg-float p-1 shadow-float"
    >
      {mentions.people.map((person, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field, which owns the list
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div
          key={person.userId}
          id={mentions.optionId(index)}
          role="option"
          aria-selected={index === mentions.index}
          // Before the field would lose the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(index)}
          className={cx(
            "flex h-9 cursor-pointer items-center gap-2.5 rounded-control px-2 text-14 touch:h-11",
            index === mentions.index && "bg-float-hover",
          )}
        >
          <MediaAvatar id={person.userId} name={person.name} mxc={person.avatarMxc} size={24} />
          <bdi className="truncate font-medium">{person.name}</bdi>
          <span className="truncate text-12 text-ink-2">{person.userId}</span>
        </div>
      ))}
    </div>
  );
}
