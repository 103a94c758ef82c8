import { AppError, messageOf } from "@parley/kernel";
import { type MethodName, methods } from "@parley/protocol";
import type { Context } from "../context.ts";

/** Any method of the server by its name, with its parameters as JSON. Prints the result as JSON. */
export async function callMethod({ client, terminal, given }: Context): Promise<void> {
  const [, name, text = "{}"] = given.command;
  if (name === undefined) throw new AppError("USAGE", "Which one? parley call METHOD '{…}'");
  if (!isMethod(name)) throw new AppError("USAGE", `There is no method ${name}.`);
  const result: unknown = await client.call(name, paramsOf(text));
  terminal.printText(JSON.stringify(result, null, given.json ? undefined : 2));
}

const isMethod = (name: string): name is MethodName => Object.hasOwn(methods, name);

function paramsOf(text: string): ReturnType<typeof Object> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object(value);
  } catch (thrown) {
    throw new AppError("USAGE", `The parameters are no JSON: ${messageOf(thrown)}`);
  }
  throw new AppError("USAGE", "The parameters are one JSON object.");
}
