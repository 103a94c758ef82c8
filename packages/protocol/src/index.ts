import type { z } from "zod";
import { accountsMethods } from "./accounts.ts";
import { agentGatewayMethods } from "./agent-gateway.ts";
import { auditMethods } from "./audit.ts";
import { authMethods } from "./auth.ts";
import { callsMethods } from "./calls.ts";
import { devicesMethods } from "./devices.ts";
import { invitesMethods } from "./invites.ts";
import { mcpMethods } from "./mcp.ts";
import { presenceMethods } from "./presence.ts";
import { stackMethods } from "./stack.ts";
import { tokensMethods } from "./tokens.ts";

/** The contract: every method of the server, by name. */
export const methods = {
  ...stackMethods,
  ...mcpMethods,
  ...authMethods,
  ...accountsMethods,
  ...tokensMethods,
  ...devicesMethods,
  ...presenceMethods,
  ...invitesMethods,
  ...callsMethods,
  ...auditMethods,
  ...agentGatewayMethods,
};

export type MethodName = keyof typeof methods;
/** What a caller passes. */
export type ParamsOf<M extends MethodName> = z.input<ReturnType<(typeof methods)[M]["params"]>>;
/** What a handler gets: parameters that passed the schema. */
export type ParsedParamsOf<M extends MethodName> = z.output<ReturnType<(typeof methods)[M]["params"]>>;
/** What a caller gets. */
export type ResultOf<M extends MethodName> = z.output<ReturnType<(typeof methods)[M]["result"]>>;

export type {
  AgentConfig,
  Anew,
  Approval,
  Conversation,
  Decision,
  ExecRequest,
  HistoryMessage,
  Provider,
  Run,
  UsageLimits,
} from "./agent-gateway.ts";
export { type AuditEntry, auditEntry } from "./audit.ts";
export type { Account } from "./auth.ts";
export { type ConnectCode, connectCodes } from "./connect-codes.ts";
export type { PairedDevice, PendingDevice } from "./devices.ts";
export { type ErrorCode, errorCodes, type WireCode, wireCodes } from "./errors.ts";
export { type EventName, type EventPayload, events } from "./events.ts";
export {
  type ConnectParams,
  connectParams,
  type EventFrame,
  type HelloOk,
  protocolVersions,
  type RequestFrame,
  type ResponseFrame,
  requestFrame,
  type WireError,
} from "./frames.ts";
export type { Invite, Newcomer } from "./invites.ts";
export { limits } from "./limits.ts";
export type { McpServerState, SignInFaultReason } from "./mcp.ts";
export type { MethodRow } from "./method.ts";
export type { PresenceEntry } from "./presence.ts";
export {
  type AccountRole,
  accountRoles,
  covers,
  isScope,
  type ScopeName,
  scopeNames,
  scopes,
  scopesOfRole,
} from "./scopes.ts";
export {
  type ConversationsSummary,
  type PartName,
  type PartState,
  partNames,
  partWords,
} from "./stack.ts";
export type { AccessToken } from "./tokens.ts";
