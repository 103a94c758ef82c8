import { agentMethods } from "./agent.ts";
import { agentsMethods } from "./agents.ts";
import { approvalsMethods } from "./approvals.ts";
import { channelsMethods } from "./channels.ts";
import { configurationMethods } from "./configuration.ts";
import { conversationsMethods } from "./conversations.ts";
import { localModelsMethods } from "./local-models.ts";
import { modelsMethods } from "./models.ts";
import { runsMethods } from "./runs.ts";
import { usageMethods } from "./usage.ts";

/** What is about agents: who they are, what they are asked, what they may, and where their models come from. */
export const agentGatewayMethods = {
  ...conversationsMethods,
  ...approvalsMethods,
  ...modelsMethods,
  ...localModelsMethods,
  ...agentsMethods,
  ...runsMethods,
  ...agentMethods,
  ...configurationMethods,
  ...channelsMethods,
  ...usageMethods,
};

export type { AgentConfig } from "./agents.ts";
export type { Approval, Decision, ExecRequest } from "./approvals.ts";
export type { Anew, Conversation, HistoryMessage } from "./conversations.ts";
export type { Provider } from "./models.ts";
export type { Run } from "./runs.ts";
export type { UsageLimits } from "./usage.ts";
