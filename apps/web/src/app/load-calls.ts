import { type Log, systemClock, systemRandom } from "@parley/kernel";
import type { CallWay } from "@parley/matrix";
import type { LoadCalls } from "./load-calls-context.ts";

/** A flag of this browser, see docs/guides/calls.md: how places in calls are taken. */
const wayKey = "parley.calls.way";
const wayOf = (): CallWay => (localStorage.getItem(wayKey) === "matrix-2" ? "matrix-2" : "compatibility");

/** Loads calls with what this browser gives them. LiveKit's client comes with the first of them, not before. */
export function createLoadCalls(given: {
  readonly fetch: typeof globalThis.fetch;
  readonly worker: () => Worker;
  readonly log: Log;
}): LoadCalls {
  const ports = {
    ...given,
    clock: systemClock,
    random: systemRandom,
    onPageHide(listener: () => void) {
      window.addEventListener("pagehide", listener);
      return () => window.removeEventListener("pagehide", listener);
    },
    // For the browser's own timeline, and `npm run bench -- calls`.
    onStep(step: string, duration: number) {
      performance.clearMeasures(`call ${step}`);
      performance.measure(`call ${step}`, { end: performance.now(), duration });
    },
  };
  return async (session) => {
    const [{ prepareCall }, { ownCapture: capture, withChoices }] = await Promise.all([
      import("@parley/calls"),
      import("../features/calls/index.ts").then(({ loadOwnDevices }) => loadOwnDevices()),
    ]);
    const { calls, account, rooms } = session;
    return withChoices(async (roomId) => {
      // A room that is not known to be open is taken for an encrypted one.
      const encrypted = rooms.details(roomId).peek()?.encrypted !== false || (await calls.encrypts(roomId));
      const may = (right: "speak" | "video" | "screen") => rooms.details(roomId).peek()?.callRights[right] ?? true;
      return prepareCall({ calls, roomId, account, encrypted, way: wayOf(), may, ports: { ...ports, capture } });
    });
  };
}
