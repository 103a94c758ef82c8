import { Check, Copy } from "lucide-react";
import { useCopy } from "../../../../shared/clipboard.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { chatStrings } from "../../strings/index.ts";
import { Coloured } from "./Coloured.tsx";

/** Code with its language and a way to copy it; long lines scroll inside. */
export function CodeBlock({ language, text }: { readonly language: string; readonly text: string }) {
  const t = useStrings(chatStrings);
  const { copy, copied } = useCopy();
  const label = copied ? t("codeCopied") : t("copyCode");
  const button = (look: string) => (
    <button
      type="button"
      aria-label={label}
      onClick={() => void copy(text)}
      className={cx(
        "grid size-7 place-items-center rounded-control text-ink-2 hover:bg-hover hover:text-ink touch:size-11",
        look,
      )}
    >
      {copied ? (
        <Check aria-hidden="true" className="size-4" strokeWidth={1.75} />
      ) : (
        <Copy aria-hidden="true" className="size-4" strokeWidth={1.75} />
      )}
    </button>
  );
  const unnamed = language === "";
  return (
    <div className="group/code relative my-1 max-w-full rounded-8 bg-code forced:border">
      {/* Without a language the button floats, where something can hover; a finger finds it in a line of its own. */}
      <div
        className={cx(
          "flex items-center justify-between pr-1 pl-3",
          unnamed ? "absolute top-1 right-0 touch:static" : "-mb-1.5 pt-0.5",
        )}
      >
        <span className="font-medium text-12 text-ink-2">{language}</span>
        {button("bg-code opacity-0 focus-visible:opacity-100 group-hover/code:opacity-100 touch:opacity-100")}
      </div>
      <pre
        // A block that scrolls must be reachable by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        className="max-h-100 overflow-auto px-3 py-2 font-mono text-13 leading-5"
      >
        <code>
          <Coloured language={language} text={text} />
        </code>
      </pre>
    </div>
  );
}
