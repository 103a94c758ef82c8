import { computed, effect, type Signal, signal } from "@parley/kernel";
import type { Session } from "@parley/matrix";
import { useSession } from "../../../shared/contexts.ts";
import { type Going, isOver } from "../model/current-call.ts";
import { createForMe, type ForMe, followVoices, type Voice } from "../model/for-me.ts";

const perCall = new WeakMap<Going, ForMe>();
const perSession = new WeakMap<Session, Signal<ReadonlyMap<string, Voice>>>();

/** What one takes of others in a call, the same wherever it is looked at; loaded with the first part that shows the call. */
export function useForMe(going: Going): ForMe {
  const session = useSession();
  const known = perCall.get(going);
  if (known !== undefined) return known;
  const voices = perSession.get(session) ?? signal<ReadonlyMap<string, Voice>>(new Map());
  perSession.set(session, voices);
  const made = createForMe(voices);
  perCall.set(going, made);
  const over = computed(() => isOver(going.state.value));
  // It ends with the call, which holds it.
  effect(() => {
    const call = going.call.value;
    return call === null || over.value ? undefined : followVoices(call, made);
  });
  return made;
}
