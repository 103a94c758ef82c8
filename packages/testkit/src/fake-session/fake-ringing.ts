import { type Signal, signal } from "@parley/kernel";
import type { CallItem, IncomingRing, OutgoingRing, Ringing } from "@parley/matrix";

/** Rings in memory: a test sets who calls, and reads what was answered in `asked`. */
export interface FakeRinging extends Ringing {
  readonly incoming: Signal<readonly IncomingRing[]>;
  readonly outgoing: Signal<ReadonlyMap<string, OutgoingRing>>;
  /** What was called, oldest first: `decline $ring`, `again !room`. */
  readonly asked: string[];
}

export function createFakeRinging(): FakeRinging {
  const incoming = signal<readonly IncomingRing[]>([]);
  const outgoing = signal<ReadonlyMap<string, OutgoingRing>>(new Map());
  const asked: string[] = [];
  return {
    incoming,
    outgoing,
    asked,
    async decline(ringId) {
      asked.push(`decline ${ringId}`);
      incoming.value = incoming.value.filter(({ id }) => id !== ringId);
    },
    again(roomId) {
      asked.push(`again ${roomId}`);
      outgoing.value = new Map([...outgoing.value, [roomId, { state: "ringing" }]]);
    },
  };
}

let made = 0;

/** Mira called by voice, and nobody answered. */
export function buildCallItem(parts: Partial<Omit<CallItem, "type">> = {}): CallItem {
  made += 1;
  return {
    type: "call",
    key: `call-${made}`,
    eventId: `$call-${made}`,
    ts: Date.UTC(2026, 4, 14, 14, 0) + made,
    actorId: "@mira:localhost",
    actorName: "Mira Lindqvist",
    mine: false,
    intent: "audio",
    rings: true,
    until: Date.UTC(2026, 4, 14, 14, 1) + made,
    outcome: null,
    talk: null,
    ...parts,
  };
}

/** Mira calls, by voice. */
export function buildRing(parts: Partial<IncomingRing> = {}): IncomingRing {
  made += 1;
  return {
    id: `$ring-${made}`,
    roomId: "!mira",
    callerId: "@mira:localhost",
    callerName: "Mira Lindqvist",
    callerAvatarMxc: null,
    intent: "audio",
    until: Number.MAX_SAFE_INTEGER,
    quiet: false,
    ...parts,
  };
}
