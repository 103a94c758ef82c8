import type { ICEServer } from "@livekit/protocol";
import { createScope, type ReadonlySignal, type Scope, type Signal, signal } from "@parley/kernel";
import { openSignalling } from "./signalling.ts";
import { type Outcome, type ReachPorts, type Shut, tryWay } from "./try-way.ts";

export type { ReachPorts } from "./try-way.ts";

export type WayKind = "signalling" | "udp" | "tcp" | "relay";

/** `absent`: LiveKit does not offer it. */
export type WayState = { readonly state: "trying" } | Outcome["state"];

/** One way between this browser and the call server, and how it stands. */
export interface Way {
  readonly kind: WayKind;
  /** Where it leads; null: not known (yet). */
  readonly address: string | null;
  readonly state: WayState;
}

/** A check that runs, for at most 20 s. */
export interface MediaCheck {
  readonly ways: ReadonlySignal<readonly Way[]>;
  readonly done: ReadonlySignal<boolean>;
  stop(): void;
}

const signallingMs = 8000;

/** Tries signalling, then UDP, TCP and each relay beside each other. `tokens`: a seat of its own for each. */
export function tryWays(
  { url, tokens }: { readonly url: string; readonly tokens: readonly string[] },
  ports: ReachPorts,
): MediaCheck {
  const scope = createScope();
  const done = signal(false);
  const ways: Signal<readonly Way[]> = signal<readonly Way[]>([way("signalling", url)]);
  const set = (index: number, change: Partial<Way>) => {
    if (!scope.ended) ways.value = ways.peek().map((old, at) => (at === index ? { ...old, ...change } : old));
  };
  const run = async () => {
    const [first = "", ...others] = tokens;
    const heard = await signallingOf({ url, token: first }, ports, scope);
    set(0, { state: heard.state });
    if (heard.relays === null) return;
    const relays = heard.relays.slice(0, others.length - 2);
    const none: readonly Way[] = [{ kind: "relay", address: null, state: { state: "absent" } }];
    const listed = relays.length === 0 ? none : relays.map(({ urls }) => way("relay", urls[0] ?? null));
    ways.value = [...ways.peek(), way("udp", null), way("tcp", null), ...listed];
    const tries = [
      { transport: "udp", relay: null },
      { transport: "tcp", relay: null },
      ...relays.map((relay) => ({ transport: "udp", relay }) as const),
    ] as const;
    await Promise.all(
      tries.map(async (each, index) =>
        set(index + 1, await tryWay({ url, token: others[index] ?? "", ...each }, ports, scope)),
      ),
    );
  };
  void run().finally(() => {
    done.value = true;
  });
  return { ways, done, stop: () => scope.end() };
}

function way(kind: WayKind, address: string | null): Way {
  return { kind, address, state: { state: "trying" } };
}

/** Joins and leaves: whether that works, and which relays LiveKit names. Null: it does not. */
function signallingOf(
  { url, token }: { readonly url: string; readonly token: string },
  { clock, connect }: ReachPorts,
  parent: Scope,
): Promise<{ readonly state: Outcome["state"]; readonly relays: readonly ICEServer[] | null }> {
  const scope = createScope();
  const begun = clock.now();
  return new Promise((resolve) => {
    const end = (state: Outcome["state"], relays: readonly ICEServer[] | null) => {
      if (scope.ended) return;
      scope.end();
      resolve({ state, relays });
    };
    const shut = (why: Shut) => end({ state: "shut", why }, null);
    parent.onEnd(() => shut("cut"));
    scope.onEnd(clock.after(signallingMs, () => shut("no-answer")));
    openSignalling({ url, token, connect }, scope, {
      // Each address is a way of its own.
      joined: (servers) =>
        end(
          { state: "open", ms: clock.now() - begun },
          servers.flatMap((server) =>
            server.urls
              .filter((address) => /^turns?:/.test(address))
              .map((address) => {
                const one = server.clone();
                one.urls = [address];
                return one;
              }),
          ),
        ),
      offered: () => {},
      candidate: () => {},
      closed: () => shut("no-answer"),
    });
  });
}
