export { buildContext } from "./context/build-context.ts";
export { mendHistory } from "./context/mend-history.ts";
export { estimateTokens, messageSize, toolSize } from "./context/tokens.ts";
export { isObject, type Json, type JsonObject, type JsonSchema, parseJson } from "./contract/json.ts";
export {
  type AssistantMessage,
  callsOf,
  type ImagePart,
  type Message,
  type Origin,
  type ProviderData,
  type ReasoningPart,
  type TextPart,
  type ToolCallPart,
  type ToolMessage,
  type ToolResult,
  textOf,
  type UserMessage,
} from "./contract/messages.ts";
export type { Model, ModelRequest } from "./contract/model.ts";
export type { KeptEvent, NextStep, RunEnd, RunEvent } from "./contract/run-events.ts";
export type { FaultKind, FinishReason, ModelFault, StreamPart, Usage } from "./contract/stream.ts";
export type { ToolDefinition, ToolEffects, ToolSpec } from "./contract/tools.ts";
export {
  type Account,
  type Budget,
  type Cost,
  costOf,
  emptyAccount,
  type Price,
  reserve,
  settle,
} from "./policy/budget.ts";
export { taintOf, targetOf } from "./policy/taint.ts";
export { allows, judge, type ToolPolicy, type Verdict } from "./policy/tool-policy.ts";
export { openModel } from "./providers/open-model.ts";
export type { ModelSettings, ProviderPorts, ProviderSettings } from "./providers/settings.ts";
export { checkInput } from "./tools/check-input.ts";
export { defaultTools, systemPrompt } from "./tools/default-prompt.ts";
export { builtIn } from "./tools/definitions.ts";
export { createFindTools } from "./tools/find-tools.ts";
export { createCurrentTime, mathEval } from "./tools/own-tools.ts";
export type { Tool, ToolAnswer } from "./tools/tool.ts";
export { createWebFetch } from "./tools/web-fetch.ts";
