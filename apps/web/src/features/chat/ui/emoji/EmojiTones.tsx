import { useState } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { type Emoji, inTone } from "../../model/emoji-tone.ts";
import { emojiStrings } from "./strings/index.ts";

const hand: Emoji = {
  char: "✋️",
  label: "",
  codes: [],
  name: [],
  words: [],
  tones: ["✋🏻", "✋🏼", "✋🏽", "✋🏾", "✋🏿"],
};
const tones = [0, 1, 2, 3, 4, 5] as const;

/** What is about to be picked, and the skin tone that it is picked in. */
export function EmojiTones({
  chosen,
  tone,
  onTone,
}: {
  readonly chosen: Emoji | null;
  readonly tone: number;
  readonly onTone: (tone: number) => void;
}) {
  const t = useStrings(emojiStrings);
  const [open, setOpen] = useState(false);
  const names = [t("tone0"), t("tone1"), t("tone2"), t("tone3"), t("tone4"), t("tone5")];
  const button =
    "emoji-face grid size-8 shrink-0 place-items-center rounded-control text-18 hover:bg-float-hover aria-pressed:bg-accent-soft touch:size-11";
  return (
    <div className="flex h-9 items-center gap-2 border-line border-t pt-2 touch:h-12">
      {open ? (
        <fieldset aria-label={t("tone")} className="flex flex-1 justify-end">
          {tones.map((value) => (
            <button
              key={value}
              type="button"
              aria-label={names[value]}
              aria-pressed={value === tone}
              onClick={() => {
                onTone(value);
                setOpen(false);
              }}
              className={button}
            >
              {inTone(hand, value)}
            </button>
          ))}
        </fieldset>
      ) : (
        <>
          <div aria-hidden="true" className="flex min-w-0 flex-1 items-center gap-2">
            {chosen !== null && (
              <>
                <span className="emoji-face text-22">{inTone(chosen, tone)}</span>
                <span className="truncate text-13 text-ink first-letter:uppercase">{chosen.label}</span>
                <span className="truncate text-12 text-ink-2">{`:${chosen.codes[0] ?? ""}:`}</span>
              </>
            )}
          </div>
          <button
            type="button"
            aria-label={`${t("tone")}: ${names[tone] ?? ""}`}
            title={t("tone")}
            aria-expanded={false}
            onClick={() => setOpen(true)}
            className={button}
          >
            {inTone(hand, tone)}
          </button>
        </>
      )}
    </div>
  );
}
