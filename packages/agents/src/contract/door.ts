export { isObject, type Json, type JsonObject, type JsonSchema, parseJson } from "./json.ts";
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
} from "./messages.ts";
export type { Model, ModelRequest } from "./model.ts";
export type { ChainedModel, KeptEvent, NextStep, RunEnd, RunEvent } from "./run-events.ts";
export type { FaultKind, FinishReason, ModelFault, StreamPart, Usage } from "./stream.ts";
export type { ToolDefinition, ToolEffects, ToolSpec } from "./tools.ts";
