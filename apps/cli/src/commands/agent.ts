import { AppError } from "@parley/kernel";
import type { Context } from "../context.ts";
import { say } from "./said.ts";

/** Says something to an agent and prints what it answers. */
export async function talkToAgent({ client, terminal, given }: Context): Promise<void> {
  const message = given.command.slice(1).join(" ").trim();
  if (message === "") throw new AppError("USAGE", 'parley agent "MESSAGE": what do you want to say?');
  const said = await say(client, "main", message);
  if (given.json) terminal.print(JSON.stringify(said));
  else if (!("runId" in said)) terminal.print(said.stopped ? "Stopped." : "Nothing ran.");
  else terminal.printText(said.text === "" ? "(The agent said nothing.)" : said.text);
  if (!given.json && "runId" in said && said.note !== undefined) terminal.warn(said.note);
}
