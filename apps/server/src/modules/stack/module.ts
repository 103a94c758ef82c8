/** The door of `modules/stack`. */
export type { Machine, StackParts } from "./deps.ts";
export { installLivekit, livekitVersion } from "./livekit/install.ts";
export { createStack } from "./stack.ts";
export { synapseConfig, synapseLogConfig } from "./synapse/config.ts";
export { installSynapse, synapseVersion } from "./synapse/install.ts";
