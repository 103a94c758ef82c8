import type { ResultOf } from "@parley/protocol";
import { useEffect, useState } from "react";
import { useLivesHere, useParley } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";

/** A server that one came to by an invitation link, and into which nobody has let one yet. */
export type ExpectedServer = ResultOf<"invites.expected">["spaces"][number];

/** Where this account waits to be let in; null until our server has said it. Asked anew at each connection. */
export function useExpected(): readonly ExpectedServer[] | null {
  const parley = useParley();
  const livesHere = useLivesHere();
  const connection = useSignal(parley.connection);
  const [expected, setExpected] = useState<readonly ExpectedServer[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another connection is another answer
  useEffect(() => {
    if (!livesHere) return setExpected([]);
    let here = true;
    // A server that does not know this, or is away, must not hide what else there is to say.
    parley.call("invites.expected", {}).then(
      ({ spaces }) => here && setExpected(spaces),
      () => here && setExpected((before) => before ?? []),
    );
    return () => {
      here = false;
    };
  }, [parley, livesHere, connection]);
  return expected;
}
