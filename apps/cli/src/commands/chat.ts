import { AppError, createSecret, messageOf } from "@parley/kernel";
import type { Context } from "../context.ts";
import { type Said, say } from "./said.ts";

/** Talks to the server's agent, line by line, each answer as it comes; Ctrl+C stops an answer, and then ends the talk. */
export async function chat({ client, terminal, given }: Context): Promise<void> {
  const sessionKey = given.command[1] ?? "main";
  let running: string | null = null;
  const stop = () => {
    if (running === null) return false;
    // What could not be stopped goes on and ends by itself; the run's own end is what is waited for.
    client.call("chat.abort", { sessionKey, runId: running }).catch((thrown) => terminal.warn(messageOf(thrown)));
    return true;
  };
  for await (const line of terminal.lines("> ", stop)) {
    const message = line.trim();
    if (message === "") continue;
    const runId = createSecret();
    running = runId;
    try {
      if (given.json) terminal.print(JSON.stringify(await say(client, sessionKey, message, { runId })));
      else await tell(runId, message);
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code === "CLIENT_OFFLINE") throw thrown;
      // One answer failed: the talk goes on.
      terminal.warn(thrown.message);
    } finally {
      running = null;
    }
  }

  async function tell(runId: string, message: string): Promise<void> {
    let shown = "";
    let said: Said;
    try {
      const onText = (text: string) => {
        if (!text.startsWith(shown)) return;
        terminal.printPiece(text.slice(shown.length));
        shown = text;
      };
      said = await say(client, sessionKey, message, { runId, onText });
    } catch (thrown) {
      if (shown !== "") terminal.print("");
      throw thrown;
    }
    const heard = shown.trim();
    if (!("runId" in said)) terminal.print(said.stopped ? "Stopped." : "Nothing ran.");
    else if (said.text === "" && heard === "") terminal.print("(The agent said nothing.)");
    else if (said.text.startsWith(heard)) terminal.printText(said.text.slice(heard.length));
    // What was heard is not what was kept: the whole answer, then.
    else terminal.printText(`\n${said.text}`);
    if ("runId" in said && said.note !== undefined) terminal.warn(said.note);
  }
}
