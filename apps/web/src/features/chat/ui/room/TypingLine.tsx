import type { Timeline } from "@parley/matrix";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { chatStrings } from "../../strings/index.ts";

/** Who types, above the field. Keeps its line when nobody does, so that nothing moves. */
export function TypingLine({ timeline }: { readonly timeline: Timeline }) {
  const t = useStrings(chatStrings);
  const [a, b, more] = useSignal(timeline.typing);
  const words =
    a === undefined
      ? ""
      : b === undefined
        ? t.rich("typingOne", { name: <bdi>{a}</bdi> })
        : more === undefined
          ? t.rich("typingTwo", { a: <bdi>{a}</bdi>, b: <bdi>{b}</bdi> })
          : t("typingMany");
  return <p className="h-5 shrink-0 truncate pr-4 pl-17 text-12 text-ink-2 phone:pl-4">{words}</p>;
}
