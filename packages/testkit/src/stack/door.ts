export type { ParleyOptions, RealStack, RealStackOptions, RunningParley, TestAccount } from "./contract.ts";

import type { ParleyOptions, RealStack, RealStackOptions, RunningParley } from "./contract.ts";

/**
 * A real Synapse (installed by the server's own code) with relaxed limits, an empty database and a free port. It can be
 * killed and started again in the middle of a test. The first time on a machine it takes half a minute, then 2 s.
 */
export async function startRealStack(options?: RealStackOptions): Promise<RealStack> {
  // Loaded late: fakes of this package are used in pages too, where there are no processes.
  return await (await import("./real-stack.ts")).startRealStack(options);
}

/** The whole server as a child, ready when it answers `/healthz`; its homeserver and SFU come after. */
export async function startParley(options?: ParleyOptions): Promise<RunningParley> {
  return await (await import("./parley.ts")).startParley(options);
}
