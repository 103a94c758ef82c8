export { type NioEvent, type NioPeer, startNio } from "../nio/peer.ts";
export type { Seeded } from "../seed/seed.ts";
export { type CasProvider, startCasProvider } from "./cas-provider.ts";
export type { ParleyOptions, RealStack, RealStackOptions, RunningParley, TestAccount } from "./contract.ts";
export { type MailServer, startMailServer } from "./mail-server.ts";
export { type OAuthProvider, startOAuthProvider } from "./oauth-provider.ts";
export { startParley } from "./parley.ts";
export { startRealStack } from "./real-stack.ts";
