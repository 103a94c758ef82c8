import { type Clock, type Log, messageOf } from "@parley/kernel";
import { type AuditEntry, auditEntry } from "@parley/protocol";
import type { Audit, HandlersOf, RateLimit } from "../../platform/call.ts";
import type { Chain, ChainRow } from "../../platform/chain/chain.ts";
import type { Store } from "../../platform/store/store.ts";

/** What the module needs. */
export interface AuditDeps {
  readonly store: Store;
  readonly chain: Chain;
  /** Of what was refused: who asks in vain without end fills no disk. */
  readonly refusals: RateLimit;
  readonly clock: Clock;
  readonly log: Log;
}

const stream = "audit";
const listed = 100;

/** Who did what that concerns others: append-only and hash-chained. */
export function createAuditModule(deps: AuditDeps) {
  const { store, chain } = deps;
  let writing: Promise<unknown> = Promise.resolve();

  const audit: Audit = {
    async note({ principal, address, action, subject, outcome }) {
      if (outcome !== "ok" && !allowed(deps.refusals, principal.userId)) return;
      // The content can be erased, action and outcome cannot.
      const content: AuditEntry["who"] = { userId: principal.userId, local: principal.local, address, subject };
      const row = { at: deps.clock.now(), kind: "call", header: { action, outcome }, content };
      const kept = store
        .write((tx) => chain.append(tx, stream, [row]))
        .then(() => {})
        .catch((thrown) => deps.log.error("the audit could not be written", { action, error: messageOf(thrown) }));
      writing = Promise.all([writing, kept]);
      return kept;
    },
  };

  const handlers: HandlersOf<"audit.list" | "audit.verify"> = {
    async "audit.list"({ before, limit = listed }) {
      await writing;
      const rows = await chain.readBack(stream, { limit, ...(before === undefined ? {} : { before }) });
      const oldest = rows.at(-1);
      const entries = rows.filter(({ kind }) => kind === "call").map(shown);
      return { entries, next: rows.length < limit || oldest === undefined ? null : oldest.seq };
    },
    async "audit.verify"() {
      await writing;
      return { entries: await chain.head(stream), faults: [...(await chain.verify(stream))] };
    },
  };
  return {
    handlers,
    audit,
    /** Lets go of at most `most` entries older than a moment, and says so; what is left still verifies. */
    forget: (before: number, most: number): Promise<number> =>
      store.write(async (tx) => {
        const last = await chain.lastBefore(tx, stream, before, most);
        if (last === null) return 0;
        await chain.cut(tx, stream, last.seq);
        const header = { upTo: last.seq, before };
        await chain.append(tx, stream, [{ at: deps.clock.now(), kind: "cut", header, content: null }]);
        return last.count;
      }),
    /** What was noted is on disk, or in the log. */
    async close() {
      await writing;
    },
  };
}

function shown({ seq, at, header, content }: ChainRow): AuditEntry {
  const who = auditEntry().shape.who.safeParse(content);
  return { seq, at, action: String(header.action), outcome: String(header.outcome), who: who.data ?? null };
}

function allowed(rate: RateLimit, userId: string): boolean {
  try {
    rate.take(userId);
    return true;
  } catch {
    return false;
  }
}
