import type { Principal } from "../call.ts";
import type { Peer } from "./guard.ts";

/** Whom a session token stands for. Null: nobody. Throws RATE_LIMITED after too many wrong ones from one address. */
export type Authenticate = (token: string, peer: Peer) => Promise<Principal | null>;
