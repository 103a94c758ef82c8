import type { MediaCheck } from "@parley/calls/reach";
import type { ParleyClient } from "@parley/client";
import { systemClock } from "@parley/kernel";

/** Begins to try the ways from this browser to the call server. Rejects with what `calls.check` answers. */
export async function beginCheck(parley: ParleyClient): Promise<MediaCheck> {
  const [{ tryWays }, target] = await Promise.all([import("@parley/calls/reach"), parley.call("calls.check", {})]);
  return tryWays(target, {
    clock: systemClock,
    connect: (url) => new WebSocket(url),
    peer: (configuration) => new RTCPeerConnection(configuration),
    pageHost: location.hostname,
  });
}
