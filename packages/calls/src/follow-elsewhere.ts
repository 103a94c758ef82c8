import { type Clock, createScope, type Log, messageOf, type ReadonlySignal, type Scope, signal } from "@parley/kernel";
import type { CallMember, CallTransport } from "@parley/matrix";
import type { Link } from "./media-connection.ts";

/** A connection to where others send from. */
interface Reached<R> {
  readonly room: R;
  readonly link: ReadonlySignal<Link>;
}

interface ElsewhereParts<R> {
  readonly members: ReadonlySignal<readonly CallMember[]>;
  /** Where one sends oneself: that one is connected to anyway. */
  readonly home: () => Promise<CallTransport>;
  /** Connects until `scope` ends. */
  readonly open: (serviceUrl: string, scope: Scope) => Reached<R>;
  readonly clock: Clock;
  readonly log: Log;
}

/** More than homeservers meet in a call: each is a connection, and any member names one. */
const mostElsewhere = 6;
/**
 * In another spelling it would be ours once more, with a second visit of this device that may put an end to the first: whoever
 * writes a place writes its address.
 */
const originOf = (serviceUrl: string): string => (URL.canParse(serviceUrl) ? new URL(serviceUrl).origin : serviceUrl);
/** A place that is renewed or taken again does not cost the connection. */
const lingerMs = 10_000;
const againMs = { first: 10_000, longest: 5 * 60_000 };

/**
 * Where others send from, each by the address of its service: everybody sends by their own homeserver's transport, and is
 * heard there (`multi_sfu`). What is not reached is tried again, more and more seldom.
 */
export function followElsewhere<R>(parts: ElsewhereParts<R>, scope: Scope): ReadonlySignal<ReadonlyMap<string, R>> {
  const { members, clock, log } = parts;
  const rooms = signal<ReadonlyMap<string, R>>(new Map());
  const standing = new Map<string, { readonly scope: Scope; readonly room: R; cancelEnd: (() => void) | null }>();
  const waiting = new Map<string, { readonly ms: number; over: boolean }>();
  let home: string | null = null;

  const tell = () => {
    rooms.value = new Map([...standing].map(([url, { room }]) => [url, room]));
  };
  const end = (url: string) => {
    const known = standing.get(url);
    standing.delete(url);
    known?.cancelEnd?.();
    known?.scope.end();
    tell();
  };
  const failed = (url: string) => {
    end(url);
    const ms = Math.min(againMs.longest, (waiting.get(url)?.ms ?? againMs.first / 2) * 2);
    const wait = { ms, over: false };
    waiting.set(url, wait);
    const cancel = clock.after(ms, () => {
      wait.over = true;
      look();
    });
    scope.onEnd(cancel);
  };
  const begin = (url: string) => {
    const own = createScope((fault) => log.error("a clean-up failed", { reason: messageOf(fault) }));
    const { room, link } = parts.open(url, own);
    standing.set(url, { scope: own, room, cancelEnd: null });
    tell();
    own.onEnd(
      link.subscribe(({ state }) => {
        if (state === "connected") waiting.delete(url);
        // Not within its own telling.
        if (state === "failed" || state === "over")
          queueMicrotask(() => standing.get(url)?.scope === own && failed(url));
      }),
    );
  };
  const look = () => {
    if (home === null || scope.ended) return;
    const all = members.peek().filter((member) => !member.own && originOf(member.transport.serviceUrl) !== home);
    const wanted = new Set([...new Set(all.map((member) => member.transport.serviceUrl))].slice(0, mostElsewhere));
    for (const url of wanted) {
      const known = standing.get(url);
      known?.cancelEnd?.();
      if (known !== undefined) known.cancelEnd = null;
      else if (waiting.get(url)?.over !== false) begin(url);
    }
    for (const [url, known] of standing) {
      if (!wanted.has(url)) known.cancelEnd ??= clock.after(lingerMs, () => end(url));
    }
  };
  scope.onEnd(() => {
    for (const url of [...standing.keys()]) end(url);
  });
  scope.onEnd(members.subscribe(look));
  parts.home().then(
    ({ serviceUrl }) => {
      home = originOf(serviceUrl);
      look();
    },
    // The way in says why.
    () => {},
  );
  return rooms;
}
