import type { IncomingHttpHeaders } from "node:http";
import { fieldsOf } from "@parley/kernel";
import type { MediaChecks } from "./checks.ts";
import { readToken, type SfuKey } from "./jwt.ts";
import type { Occupancy, Seat } from "./occupancy.ts";
import type { Steward } from "./steward.ts";

/** What our signalling proxy asks before it lets somebody through to LiveKit. */
export interface SignallingGate {
  /** Null: not with this token, or not any more. The answer's `opened` is told of a connection, and tells its end. */
  admit(target: string, headers: IncomingHttpHeaders): Promise<{ readonly opened: () => () => void } | null>;
}

/**
 * LiveKit takes back nothing: a token is good until it is over, whatever happened since (tried on 1.13.5). So each
 * connection is looked at anew here. While the homeserver cannot be asked, whoever was let in lately comes back.
 */
export function createGate({
  key,
  occupancy,
  steward,
  checks,
  now,
}: {
  key: () => SfuKey | null;
  occupancy: Occupancy;
  steward: Pick<Steward, "admits">;
  checks: Pick<MediaChecks, "owns" | "admits">;
  now: () => number;
}): SignallingGate {
  const lately = new Map<string, number>();
  const mayCome = async (seat: Seat): Promise<boolean> => {
    const name = `${seat.alias} ${seat.identity}`;
    try {
      if (!(await steward.admits(seat))) {
        lately.delete(name);
        return false;
      }
      if (lately.size >= mostRemembered) lately.clear();
      lately.set(name, now());
      return true;
    } catch {
      // Homeserver or LiveKit cannot be asked just now.
      return now() - (lately.get(name) ?? 0) < lateMs;
    }
  };
  return {
    async admit(target, headers) {
      const own = key();
      const claims = own === null ? null : readToken(tokenIn(target, headers), own, now());
      const alias = fieldsOf(claims?.video).room;
      const identity = claims?.sub;
      if (typeof alias !== "string" || typeof identity !== "string") return null;
      const seat = { alias, identity };
      // Nobody's call: nothing to watch over.
      if (checks.owns(alias)) return checks.admits(seat) ? { opened: () => () => {} } : null;
      return (await mayCome(seat)) ? { opened: () => occupancy.opened(seat) } : null;
    },
  };
}

const mostRemembered = 5000;
const lateMs = 10 * 60_000;

/**
 * The one token of a request, or nothing: where there are two, or one that could be read in two ways, LiveKit might judge
 * by the other. Browsers can only put it into the query. Source: livekit `pkg/service/auth.go`.
 */
function tokenIn(target: string, headers: IncomingHttpHeaders): string {
  const { authorization } = headers;
  const inQuery = new URL(target, "http://sfu").searchParams.getAll("access_token");
  const given = authorization === undefined ? inQuery : [...inQuery, authorization.replace(/^Bearer /, "")];
  const [token = ""] = given;
  return given.length === 1 && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? token : "";
}
