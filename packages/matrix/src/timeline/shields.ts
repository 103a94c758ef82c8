import type { MatrixClient, MatrixEvent } from "matrix-js-sdk";
import { EventShieldColour, EventShieldReason } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { MessageItem } from "../contract/timeline.ts";

type Shield = MessageItem["shield"];

const REASONS: Readonly<Record<number, string>> = {
  [EventShieldReason.UNVERIFIED_IDENTITY]: "unverified-identity",
  [EventShieldReason.UNSIGNED_DEVICE]: "unsigned-device",
  [EventShieldReason.UNKNOWN_DEVICE]: "unknown-device",
  [EventShieldReason.AUTHENTICITY_NOT_GUARANTEED]: "authenticity-not-guaranteed",
  [EventShieldReason.VERIFICATION_VIOLATION]: "verification-violation",
  [EventShieldReason.MISMATCHED_SENDER]: "mismatched-sender",
};

/** Signs of doubt about messages' senders: asked of the crypto once for each event, again when trust changes. */
export class Shields {
  readonly #client: MatrixClient;
  readonly #found: (eventId: string) => void;
  #known = new Map<string, Shield>();
  #asked = new Set<string>();

  constructor(client: MatrixClient, found: (eventId: string) => void) {
    this.#client = client;
    this.#found = found;
  }

  of(eventId: string): Shield {
    return this.#known.get(eventId) ?? null;
  }

  /** Trust has changed: everything is asked again; what was known is shown until then. */
  renew(): void {
    this.#asked = new Set();
  }

  ask(event: MatrixEvent): void {
    const id = event.getId();
    if (id === undefined || this.#asked.has(id) || !event.isEncrypted() || event.getClearContent() === null) return;
    if (event.isDecryptionFailure() || event.isRedacted()) return;
    this.#asked.add(id);
    void this.#lookUp(event, id);
  }

  async #lookUp(event: MatrixEvent, id: string): Promise<void> {
    // A failed look-up says nothing about the sender: no shield, and the next change of trust asks again.
    const info = await this.#client
      .getCrypto()
      ?.getEncryptionInfoForEvent(event)
      .catch(() => null);
    const shield = info == null ? null : shieldOf(info.shieldColour, info.shieldReason);
    const before = this.#known.get(id) ?? null;
    if (shield === null) this.#known.delete(id);
    else this.#known.set(id, shield);
    if (before?.colour !== shield?.colour || before?.reason !== shield?.reason) this.#found(id);
  }
}

function shieldOf(colour: EventShieldColour, reason: EventShieldReason | null): Shield {
  if (colour === EventShieldColour.NONE) return null;
  return {
    colour: colour === EventShieldColour.RED ? "red" : "grey",
    reason: (reason === null ? undefined : REASONS[reason]) ?? "unknown",
  };
}
