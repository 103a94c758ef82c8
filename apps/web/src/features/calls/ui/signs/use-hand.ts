import type { Call, Participant } from "@parley/calls";
import { signal } from "@parley/kernel";
import { explain } from "../../../../shared/explain.ts";
import { sharedStrings } from "../../../../shared/strings/index.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { useToast } from "../../../../ui/Toast.tsx";
import type { Going } from "../../model/current-call.ts";
import { useSigns } from "./use-signs.ts";

const nobody = signal<readonly Participant[]>([]);

/** One's own raised hand. Does nothing before one is in. */
export function useHand(going: Going, call: Call | null) {
  const signs = useSigns(going);
  const tell = useTell();
  const own = useSignal(call?.participants ?? nobody).find((one) => one.own)?.identity;
  const up = useSignal(signs.hands).some(({ identity }) => identity === own);
  const task = useTask(async () => {
    if (own !== undefined) await signs.setHand(!up).catch(tell);
  });
  return { up, busy: task.running, toggle: () => void task.run() };
}

/** Tells what did not work: nobody sees a hand that was not raised. */
export function useTell(): (thrown: unknown) => void {
  const shared = useStrings(sharedStrings);
  const toast = useToast();
  return (thrown) => toast({ title: explain(thrown, shared).sentence, priority: "high" });
}
