import { useEffect, useState } from "react";
import { afterPaint } from "../shared/after-paint.ts";
import { useParley } from "../shared/contexts.ts";
import { useSignal } from "../shared/use-signal.ts";

/** How many questions of agents wait for my answer. What finds out comes after the first paint. */
export function useQuestions(): number {
  const parley = useParley();
  const may =
    useSignal(parley.account)?.scopes.some((scope) => /^operator\.(?:approvals|admin)$/u.test(scope)) ?? false;
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (!may) return;
    let stop = () => {};
    let gone = false;
    const cancel = afterPaint(() => {
      import("../features/approvals/index.ts").then(
        ({ approvalsOf }) => {
          if (!gone) stop = approvalsOf(parley).waiting.subscribe((waiting) => setCount(waiting.length));
        },
        // Without its code there is no badge; the page itself says what is missing.
        () => {},
      );
    });
    return () => {
      gone = true;
      cancel();
      stop();
      setCount(0);
    };
  }, [parley, may]);
  return count;
}
