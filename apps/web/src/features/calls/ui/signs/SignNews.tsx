import { useEffect, useRef, useState } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import type { Signs } from "../../model/signs.ts";
import { signStrings } from "./strings/index.ts";

/** Tells those who do not see it whose hand has gone up, and what is reacted with. One's own is not told. */
export function SignNews({
  signs,
  own,
  nameOf,
}: {
  readonly signs: Signs;
  readonly own: string | undefined;
  readonly nameOf: (identity: string) => string | null;
}) {
  const t = useStrings(signStrings);
  const hands = useSignal(signs.hands);
  const reactions = useSignal(signs.reactions);
  const [news, setNews] = useState("");
  const before = useRef({ hands, reactions });
  useEffect(() => {
    const last = before.current;
    before.current = { hands, reactions };
    const raised = hands.findLast(
      ({ identity }) => identity !== own && !last.hands.some((hand) => hand.identity === identity),
    );
    if (raised !== undefined) return setNews(t("raised", { name: nameOf(raised.identity) ?? "" }));
    const reacted = [...reactions].filter(
      ([identity, emoji]) => identity !== own && last.reactions.get(identity) !== emoji,
    );
    if (reacted.length === 0) return;
    setNews(reacted.map(([identity, emoji]) => t("reacted", { name: nameOf(identity) ?? "", emoji })).join(", "));
  }, [hands, reactions, own, nameOf, t]);
  return (
    <p role="status" className="sr-only">
      {news}
    </p>
  );
}
