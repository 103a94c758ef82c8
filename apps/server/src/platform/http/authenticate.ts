import type { Principal } from "../call.ts";
import type { Peer } from "./guard.ts";

/** Whom a token stands for: a session's, the data folder's, or one made for a program. Null: nobody. Throws RATE_LIMITED after too many wrong ones from one address, and NOT_SIGNED_IN where it was one and expired. */
export type Authenticate = (token: string, peer: Peer) => Promise<Principal | null>;
