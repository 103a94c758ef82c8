import type { ParleyClient } from "@parley/client";
import { AppError, messageOf } from "@parley/kernel";
import type { Arguments } from "./arguments.ts";
import { resetPassword } from "./commands/account.ts";
import { talkToAgent } from "./commands/agent.ts";
import { listApprovals, resolveApproval } from "./commands/approvals.ts";
import { auditList, auditVerify } from "./commands/audit.ts";
import { callMethod } from "./commands/call.ts";
import { chat } from "./commands/chat.ts";
import { getConfig, setConfig, validateConfig } from "./commands/config.ts";
import { approveDevice, listDevices, rejectDevice, removeDevice } from "./commands/devices.ts";
import { invite } from "./commands/invite.ts";
import { logs } from "./commands/logs.ts";
import { setupLink } from "./commands/setup-link.ts";
import { status } from "./commands/status.ts";
import { createToken, listTokens, revokeToken } from "./commands/token.ts";
import { connect } from "./connect.ts";
import type { Context } from "./context.ts";
import type { Terminal } from "./terminal.ts";

type Command = (context: Context) => Promise<void>;

const commands: Readonly<Record<string, Command>> = {
  "status": status,
  "setup-link": setupLink,
  "invite": invite,
  "account reset-password": resetPassword,
  "token create": createToken,
  "token list": listTokens,
  "token revoke": revokeToken,
  "devices list": listDevices,
  "devices approve": approveDevice,
  "devices reject": rejectDevice,
  "devices remove": removeDevice,
  "call": callMethod,
  "logs": logs,
  "agent": talkToAgent,
  "chat": chat,
  "approvals list": listApprovals,
  "approvals resolve": resolveApproval,
  "config get": getConfig,
  "config set": setConfig,
  "config validate": validateConfig,
  "audit list": auditList,
  "audit verify": auditVerify,
};

/** What of them takes a second word to be a command. */
const twoWords = new Set(Object.keys(commands).flatMap((name) => (name.includes(" ") ? [name.split(" ", 1)[0]] : [])));

/** Runs what was typed and answers the exit code. */
export async function runCommand(
  given: Arguments,
  terminal: Terminal,
  open: typeof connect = connect,
): Promise<number> {
  const [first = ""] = given.command;
  const name = twoWords.has(first) ? given.command.slice(0, 2).join(" ") : first;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    terminal.warn(`There is no command "${given.command.join(" ")}". parley help lists all.`);
    return 2;
  }
  let client: ParleyClient | null = null;
  try {
    client = await open(given.dataFolder, given.url);
    await command({ client, terminal, given });
    return 0;
  } catch (thrown) {
    const code = thrown instanceof AppError ? thrown.code : "FAULT";
    if (given.json) terminal.print(JSON.stringify({ error: { code, message: messageOf(thrown) } }));
    else terminal.warn(messageOf(thrown));
    if (code === "USAGE") return 2;
    return code === "NO_SERVER" || code === "CLIENT_OFFLINE" ? 3 : 1;
  } finally {
    client?.close();
    terminal.close();
  }
}
