import type { Call } from "@parley/calls";
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@parley/kernel";
import type { Kept } from "../../../shared/kept.ts";
import { mostVoices, type Voice, type Voices } from "./voices.ts";

/** What one takes of others, for oneself alone; nobody else learns of it. */
export interface ForMe {
  /** Whether pictures of others come at all, unless one of them was asked for. */
  readonly incoming: ReadonlySignal<boolean>;
  setIncoming(on: boolean): void;
  /** Whether what fills a tile is to be seen, by the tile's key. What is one's own costs nothing: `incoming` leaves it. */
  isShown(key: string, own?: boolean): boolean;
  show(key: string, shown: boolean): void;
  /** How a person is heard, on all of their devices. */
  voiceOf(userId: string): Voice;
  setVoice(userId: string, voice: Voice): void;
  /** Changes with whatever of the above does. */
  readonly changed: ReadonlySignal<unknown>;
}

const plain: Voice = { volume: 1, muted: false };
/** `kept` is kept over calls and reloads: whoever was too loud in one is in the next. */
export function createForMe(kept: Pick<Kept<Voices>, "values" | "set">): ForMe {
  const voices = computed(() => new Map(kept.values.value.voices));
  const incoming = signal(true);
  /** Against `incoming`. */
  const chosen: Signal<ReadonlyMap<string, boolean>> = signal(new Map());
  return {
    incoming,
    setIncoming(on) {
      incoming.value = on;
      chosen.value = new Map();
    },
    isShown: (key, own = false) => chosen.value.get(key) ?? (own || incoming.value),
    show(key, shown) {
      chosen.value = new Map([...chosen.peek(), [key, shown]]);
    },
    voiceOf: (userId) => voices.value.get(userId) ?? plain,
    setVoice(userId, { volume, muted }) {
      const next = new Map(voices.peek());
      next.delete(userId);
      if (volume !== 1 || muted) next.set(userId, { volume: Math.min(1, Math.max(0, volume)), muted });
      kept.set({ voices: [...next].slice(-mostVoices) });
    },
    changed: computed(() => [incoming.value, chosen.value, voices.value]),
  };
}

/** Has a call play everybody as one wants to hear them, until the answer is called. */
export function followVoices(call: Pick<Call, "participants" | "setVolume">, forMe: ForMe): () => void {
  const given = new Map<string, number>();
  return effect(() => {
    for (const { identity, own, member } of call.participants.value) {
      if (own) continue;
      const { volume, muted } = forMe.voiceOf(member.userId);
      const wanted = muted ? 0 : volume;
      if ((given.get(identity) ?? 1) === wanted) continue;
      given.set(identity, wanted);
      call.setVolume(identity, wanted);
    }
  });
}
