import type { Context } from "../context.ts";

/** A new link for the owner; earlier ones stop working. */
export async function setupLink({ client, terminal, given }: Context): Promise<void> {
  const made = await client.call("accounts.newSetupCode", {});
  terminal.print(given.json ? JSON.stringify(made) : made.url);
}
