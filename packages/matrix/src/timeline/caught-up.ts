import type { Scope } from "@parley/kernel";
import { ClientEvent, SyncState } from "matrix-js-sdk";
import type { Connection } from "../contract/account.ts";
import { matrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { pollMs } from "../sdk/connection.ts";

/** A sync that has been silent for longer than its poll takes has stood still: the lid was shut, or the tab frozen. */
const staleMs = pollMs + 3_000;
/** Longer nobody waits for a place to be shown. Milliseconds. */
const patienceMs = 30_000;

const without: ReadonlySet<Connection["state"]> = new Set(["offline", "elsewhere", "signed-out"]);

/**
 * Tells whether what is live here is as new as what the homeserver answers elsewhere. As long as it is not, an event that
 * is fetched may be newer than all that is live: the two stand in no known order, and the SDK would take the sync that
 * follows for one that leaves nothing out.
 */
export class CaughtUp {
  readonly #handle: ClientHandle;
  #heardAt: number | null = null;
  /** Up to here the sync has been taken in and written down. */
  #token: string | null = null;
  readonly #waiting = new Set<() => void>();

  constructor(handle: ClientHandle) {
    this.#handle = handle;
    const { client, scope } = handle;
    const onSync = (state: SyncState): void => {
      if (state !== SyncState.Syncing) return;
      this.#heardAt = handle.ports.clock.now();
      this.#token = client.store.getSyncToken();
      for (const go of [...this.#waiting]) go();
    };
    client.on(ClientEvent.Sync, onSync);
    scope.onEnd(() => client.off(ClientEvent.Sync, onSync));
  }

  get #is(): boolean {
    if (this.#handle.connection.peek().state !== "online" || this.#heardAt === null) return false;
    return this.#handle.ports.clock.now() - this.#heardAt <= staleMs;
  }

  /** Resolves once it is so, or when the scope ends. Rejects with MATRIX_UNREACHABLE while there is no way there. */
  async wait(scope: Scope): Promise<void> {
    await this.until(() => this.#is, scope);
  }

  /** The same for something that the sync is about to bring. */
  async until(is: () => boolean, scope: Scope): Promise<void> {
    if (is() || scope.ended) return;
    const { connection, ports } = this.#handle;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const give = (): void => reject(matrixError("MATRIX_UNREACHABLE", "what is new has not come yet"));
    const waiting = scope.child();
    const go = (): void => {
      if (is()) resolve();
    };
    this.#waiting.add(go);
    waiting.onEnd(() => {
      this.#waiting.delete(go);
      resolve();
    });
    waiting.onEnd(ports.clock.after(patienceMs, give));
    waiting.onEnd(
      connection.subscribe(({ state }) => {
        if (without.has(state)) give();
        else go();
      }),
    );
    try {
      await promise;
    } finally {
      waiting.end();
    }
  }

  /** Resolves while no answer of the sync is half taken in, or when the scope ends. */
  async between(scope: Scope): Promise<void> {
    const { client } = this.#handle;
    if (scope.ended || client.store.getSyncToken() === this.#token) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = scope.child();
    waiting.onEnd(resolve);
    this.#waiting.add(resolve);
    waiting.onEnd(() => this.#waiting.delete(resolve));
    await promise;
    waiting.end();
  }
}
