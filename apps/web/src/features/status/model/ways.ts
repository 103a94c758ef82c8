import type { Way } from "@parley/calls/reach";

/** What calls from this browser go over, in a sentence. */
export function verdictOf(ways: readonly Way[]) {
  const open = (kind: Way["kind"]) => ways.some((way) => way.kind === kind && way.state.state === "open");
  if (open("udp")) return "reachGood";
  if (open("tcp")) return "reachByTcp";
  return open("relay") ? "reachByRelay" : "reachNone";
}

/** What one way's end means and what to do; null while it is tried, and when it is open. */
export function adviceOf({ kind, state }: Way) {
  if (state.state === "absent") return absent[kind];
  if (state.state !== "shut") return null;
  switch (state.why) {
    case "here-alone":
      return "reachHereAlone";
    case "no-address":
      return "reachNoAddress";
    case "refused":
      return "reachRelayRefused";
    case "beyond":
      return "reachRelayBeyond";
    case "cut":
      return "reachCut";
    case "no-answer":
      return silent[kind];
  }
}

const absent = {
  signalling: null,
  udp: "reachUdpAbsent",
  tcp: "reachTcpAbsent",
  relay: "reachRelayAbsent",
} as const satisfies Record<Way["kind"], string | null>;

const silent = {
  signalling: "reachSignallingShut",
  udp: "reachUdpShut",
  tcp: "reachTcpShut",
  relay: "reachRelayShut",
} as const satisfies Record<Way["kind"], string>;
