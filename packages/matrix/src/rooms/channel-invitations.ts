import { type Clock, type Log, type Random, type Scope, sleep } from "@parley/kernel";
import { toMatrixError } from "../errors.ts";
import { backoffMs } from "../outbox/backoff.ts";
import { type Invitation, judge, type Standing } from "./invitation.ts";

/** How long an invitation is held back while its listing in the space, or the sync after the join, is on its way. */
const patienceMs = 15_000;
const maxAttempts = 8;
/** Of one space, while this client runs: more than this is for the person to look through. */
const maxJoins = 100;
/** Answers that stay what they are. */
const final: ReadonlySet<string> = new Set(["MATRIX_FORBIDDEN", "MATRIX_NOT_FOUND", "MATRIX_SIGNED_OUT"]);

/** Accepts invitations to channels of spaces that the person is in, so that new channels simply appear. */
export interface ChannelInvitations {
  /** Takes in all invitations that stand now, and begins to accept those that need no asking. */
  follow(invitations: readonly Invitation[]): void;
  /** Whether the invitation is dealt with by itself and not to be shown. */
  holds(roomId: string): boolean;
}

/** `shown`: left to the person, for good (`failed`) or until it is listed. */
interface Entry {
  stage: "waiting" | "shown" | "queued" | "joined" | "failed" | "with-space";
  attempts: number;
  cancel: () => void;
}

/** One room is joined at a time; after a failure all wait, longer each time, and a room that fails 8 times is shown. */
export function createChannelInvitations(options: {
  readonly join: (roomId: string) => Promise<void>;
  readonly standing: Standing;
  /** The joined space that lists the room. */
  readonly spaceOf: (roomId: string) => string | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly scope: Scope;
  /** `holds` answers otherwise for some room than before, without a `follow`. */
  readonly changed: () => void;
}): ChannelInvitations {
  const { join, standing, spaceOf, clock, random, log, scope, changed } = options;
  const entries = new Map<string, Entry>();
  /** How many were taken up by themselves, by space. */
  const taken = new Map<string, number>();
  let queue: string[] = [];
  let running = false;
  scope.onEnd(() => {
    for (const entry of entries.values()) entry.cancel();
  });

  const enter = (roomId: string, stage: Entry["stage"]): Entry => {
    entries.get(roomId)?.cancel();
    const entry: Entry = { stage, attempts: 0, cancel: () => {} };
    entries.set(roomId, entry);
    return entry;
  };
  /** Shows the invitation after all when nothing has happened to it in time. */
  const bound = (entry: Entry, otherwise: Entry["stage"]): void => {
    entry.cancel = clock.after(patienceMs, () => {
      entry.stage = otherwise;
      changed();
    });
  };

  /** Answers how long to wait before the next room, in milliseconds. */
  const attempt = async (roomId: string, failures: number): Promise<number> => {
    const entry = entries.get(roomId);
    if (entry?.stage !== "queued") return 0;
    try {
      await join(roomId);
      // Taken back, or brought by the sync, in between.
      if (entries.get(roomId) !== entry) return 0;
      entry.stage = "joined";
      bound(entry, "failed");
      return 0;
    } catch (thrown) {
      const fault = toMatrixError(thrown);
      if (entries.get(roomId) !== entry) return 0;
      entry.attempts++;
      if (final.has(fault.code) || entry.attempts >= maxAttempts) {
        log.info("a channel's invitation could not be accepted", { code: fault.code });
        entry.stage = "failed";
        changed();
        return 0;
      }
      queue.push(roomId);
      return Math.max(fault.retryAfterMs ?? 0, backoffMs(failures + 1, random));
    }
  };
  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    let failures = 0;
    try {
      for (let roomId = queue.shift(); roomId !== undefined && !scope.ended; roomId = queue.shift()) {
        const pauseMs = await attempt(roomId, failures);
        failures = pauseMs === 0 ? 0 : failures + 1;
        if (pauseMs > 0 && !scope.ended) await sleep(clock, pauseMs, scope.signal);
      }
    } catch {
      // The scope ended during the pause.
    } finally {
      running = false;
    }
  };

  const take = (invitation: Invitation): void => {
    const { roomId } = invitation;
    const entry = entries.get(roomId);
    // Being joined already: only the sync, an answer or the time decides now.
    if (entry?.stage === "joined" || entry?.stage === "failed") return;
    const verdict = judge(invitation, standing);
    if (verdict === "accept") {
      if (entry?.stage === "queued") return;
      const space = spaceOf(roomId) ?? "";
      const before = taken.get(space) ?? 0;
      if (before >= maxJoins) {
        enter(roomId, "shown");
        return;
      }
      taken.set(space, before + 1);
      enter(roomId, "queued");
      queue.push(roomId);
    } else if (verdict === "wait") {
      if (entry?.stage !== "waiting" && entry?.stage !== "shown") bound(enter(roomId, "waiting"), "shown");
    } else if (verdict === "with-space") enter(roomId, "with-space");
    else enter(roomId, "shown");
  };

  return {
    follow(invitations) {
      const standingNow = new Set(invitations.map((invitation) => invitation.roomId));
      for (const [roomId, entry] of entries) {
        if (standingNow.has(roomId)) continue;
        entry.cancel();
        entries.delete(roomId);
      }
      queue = queue.filter((roomId) => standingNow.has(roomId));
      for (const invitation of invitations) take(invitation);
      if (queue.length > 0) void run();
    },
    holds(roomId) {
      const stage = entries.get(roomId)?.stage;
      return stage !== undefined && stage !== "shown" && stage !== "failed";
    },
  };
}
