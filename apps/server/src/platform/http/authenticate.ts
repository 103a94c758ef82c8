import type { Principal } from "../call.ts";
import type { Peer } from "./guard.ts";

/** Whom a token stands for: a session's, the data folder's, or one made for a program. Null: nobody. Throws RATE_LIMITED after too many wrong ones from one address. */
export type Authenticate = (token: string, peer: Peer) => Promise<Principal | null>;
