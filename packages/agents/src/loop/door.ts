export { drive } from "./drive.ts";
export type { Books, Gate, GateQuestion, Journal, Purse, RunPorts } from "./ports.ts";
export { newRun, type RunLimits, type RunSpec, type RunState, stateOf, usualLimits } from "./state.ts";
