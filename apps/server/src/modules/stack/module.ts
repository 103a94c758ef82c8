/** The door of `modules/stack`. */
export { installLivekit } from "./livekit/install.ts";
export { createStack } from "./stack.ts";
export { synapseConfig, synapseLogConfig } from "./synapse/config.ts";
export { installSynapse } from "./synapse/install.ts";
