import { computed, effect } from "@parley/kernel";
import { type Going, isOver } from "../model/current-call.ts";
import { createForMe, type ForMe, followVoices } from "../model/for-me.ts";
import { createVoices } from "../model/voices.ts";

const perCall = new WeakMap<Going, ForMe>();
const voices = createVoices(localStorage);
window.addEventListener("storage", ({ key }) => voices.heard(key));

/** What one takes of others in a call, the same wherever it is looked at; loaded with the first part that shows the call. */
export function useForMe(going: Going): ForMe {
  const known = perCall.get(going);
  if (known !== undefined) return known;
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
