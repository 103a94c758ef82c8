import { type Clock, createId, type Log, messageOf, type Random, type Scope, sleep } from "@parley/kernel";
import type { ChannelPort, LocksPort } from "../contract/ports.ts";

/** Who holds an account's stores, among the tabs of one browser profile. At most one tab leads. */
export interface Leadership {
  /** Asks the leading tab to let go and takes over; steals after 5 s of silence. Resolves when this tab leads. */
  takeOver(): Promise<void>;
  /** Lets go once `reign` is over for good and everything of it is closed. */
  readonly resigned: Promise<void>;
}

export interface LeadershipOptions {
  /** One name for each account and device. */
  readonly name: string;
  readonly locks: LocksPort | null;
  readonly channel: ((name: string) => ChannelPort) | null;
  readonly ports: { readonly clock: Clock; readonly random: Random; readonly log: Log };
  readonly scope: Scope;
  /**
   * This tab leads until `reign` ends. Ends of its own accord when the lock was stolen: then everything must stop at
   * once. Otherwise the lock is let go only after the returned function has closed everything.
   */
  readonly onLead: (reign: Scope) => (() => Promise<void>) | undefined;
  /** Another tab leads. */
  readonly onFollow: () => void;
}

type Message = { readonly type: "let-go" | "letting-go"; readonly from: string };

/** After this much silence the leading tab is taken for dead or frozen. */
const silenceMs = 5000;
/** A tab that closes its stores longer than this has no say any more. */
const closeMs = 4000;

/** Competes for leadership until `scope` ends. `ready` resolves when it is known whether this tab leads at first. */
export function competeForLeadership(options: LeadershipOptions): Leadership & { readonly ready: Promise<void> } {
  const { scope, locks, ports } = options;
  const self = createId("tab", ports.random);
  let reign: { readonly scope: Scope; readonly letGo: () => void } | null = null;
  let waiting: AbortController | null = null;
  let lastHeard = 0;
  const onCrowned: (() => void)[] = [];
  let resign: () => void = () => {};
  const resigned = new Promise<void>((resolve) => {
    resign = resolve;
  });

  /** Rules until asked to let go; ends when everything of the reign is closed. */
  const rule = async (own: Scope): Promise<void> => {
    if (scope.ended) return;
    let letGo: () => void = () => {};
    const asked = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    own.onEnd(letGo);
    reign = { scope: own, letGo };
    const close = options.onLead(own);
    for (const crowned of onCrowned.splice(0)) crowned();
    await asked;
    reign = null;
    own.end();
    if (close === undefined) return;
    const timer = new AbortController();
    const tooLong = sleep(ports.clock, closeMs, timer.signal).then(
      () => ports.log.warn("closing the client took too long"),
      () => {},
    );
    await Promise.race([close().catch(noteFault), tooLong]);
    timer.abort();
  };
  const noteFault = (fault: unknown): void => ports.log.warn("closing the client failed", { reason: messageOf(fault) });

  if (locks === null) {
    void rule(scope.child()).catch(noteFault).finally(resign);
    return { ready: Promise.resolve(), takeOver: () => Promise.resolve(), resigned };
  }

  const channel = options.channel?.(options.name) ?? null;
  const say = (type: Message["type"]): void => channel?.postMessage({ type, from: self } satisfies Message);
  if (channel !== null) {
    channel.onmessage = ({ data }) => {
      if (!isMessage(data) || data.from === self) return;
      if (data.type === "letting-go") {
        lastHeard = ports.clock.now();
      } else if (reign !== null) {
        say("letting-go");
        reign.letGo();
      } else if (waiting !== null) {
        // Another waiting tab asked: it goes first, this one queues up again behind it.
        waiting.abort();
      }
    };
  }

  /** Holds the lock for one reign. False: it was not free, or the wait was given up. */
  const hold = async (how: { ifAvailable?: boolean; steal?: boolean; signal?: AbortSignal }): Promise<boolean> => {
    const own = scope.child();
    let ruling: Promise<void> | null = null;
    try {
      return await locks.request(options.name, { mode: "exclusive", ...how }, async (lock) => {
        if (lock === null) return false;
        ruling = rule(own);
        await ruling;
        return true;
      });
    } catch (fault) {
      if (ruling !== null) {
        // Stolen: the request rejects while the callback still runs. Ending the scope halts everything at once.
        ports.log.warn("the lock was stolen by another tab");
        own.end();
        await ruling;
        return true;
      }
      if (how.signal?.aborted || scope.ended) return false;
      throw fault;
    } finally {
      own.end();
    }
  };

  let steal = false;
  const queueUp = async (): Promise<void> => {
    const wait = new AbortController();
    const giveUp = () => wait.abort();
    scope.signal.addEventListener("abort", giveUp, { once: true });
    waiting = wait;
    const ruled = await hold({ signal: wait.signal });
    waiting = null;
    scope.signal.removeEventListener("abort", giveUp);
    // Whoever asked needs a moment to stand in the queue before this tab does.
    if (!ruled && !steal && !scope.ended) await sleep(ports.clock, 500, scope.signal).catch(() => {});
  };
  const compete = async (): Promise<void> => {
    await hold({ ifAvailable: true });
    while (!scope.ended) {
      if (steal) {
        steal = false;
        await hold({ steal: true });
      } else {
        options.onFollow();
        settled();
        await queueUp();
      }
    }
  };
  let settled: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    settled = resolve;
  });
  onCrowned.push(settled);
  void compete()
    .catch((fault) => ports.log.error("leadership failed", { reason: messageOf(fault) }))
    .finally(() => {
      for (const crowned of onCrowned.splice(0)) crowned();
      settled();
      channel?.close();
      resign();
    });

  return {
    ready,
    resigned,
    async takeOver() {
      if (reign !== null || scope.ended) return;
      // Resolves as well when the competition ends.
      const crowned = new Promise<void>((resolve) => {
        onCrowned.push(resolve);
      });
      lastHeard = ports.clock.now();
      say("let-go");
      while (reign === null && !scope.ended && !steal) {
        const quiet = lastHeard + silenceMs - ports.clock.now();
        if (quiet <= 0) {
          ports.log.warn("no answer from the leading tab: stealing the lock");
          steal = true;
          waiting?.abort();
          break;
        }
        const timer = new AbortController();
        await Promise.race([crowned, sleep(ports.clock, quiet, timer.signal).catch(() => {})]);
        timer.abort();
      }
      await crowned;
    },
  };
}

function isMessage(data: unknown): data is Message {
  return (
    typeof data === "object" &&
    data !== null &&
    "type" in data &&
    (data.type === "let-go" || data.type === "letting-go") &&
    "from" in data &&
    typeof data.from === "string"
  );
}
