export { type Clock, sleep, systemClock } from "./clock.ts";
export { AppError, type ErrorShape, messageOf } from "./errors.ts";
export { fieldsOf } from "./fields.ts";
export { createId, createSecret, type Random, systemRandom } from "./ids.ts";
export { type Log, type LogFields, silentLog } from "./log.ts";
export { createScope, type Scope } from "./scope.ts";
export { batch, computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "./signals.ts";
export { takeWithin } from "./take-within.ts";
export { serverNameOf } from "./user-id.ts";
