export { type MediaCheck, type ReachPorts, tryWays, type Way, type WayKind, type WayState } from "./try-ways.ts";
