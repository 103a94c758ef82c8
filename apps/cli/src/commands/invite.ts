import { AppError } from "@parley/kernel";
import type { Context } from "../context.ts";

interface Space {
  readonly id: string;
  readonly name: string;
}

/** A link into a space. The server knows spaces only from earlier invitations: others have to be named whole. */
export async function invite({ client, terminal, given }: Context): Promise<void> {
  const { spaceId, spaceName, maxUses, expiresInMs } = given.invite;
  const { invites } = await client.call("invites.list", {});
  const known = [...new Map(invites.map((row) => [row.spaceId, { id: row.spaceId, name: row.spaceName }])).values()];
  const space = choose(known, spaceId, spaceName);
  const made = await client.call("invites.create", {
    spaceId: space.id,
    spaceName: space.name,
    maxUses,
    expiresInMs,
  });
  if (given.json) {
    terminal.print(JSON.stringify(made));
    return;
  }
  terminal.print(made.url);
  const uses = maxUses === null ? "any number of accounts" : `${maxUses} account${maxUses === 1 ? "" : "s"}`;
  const { expiresAt } = made.invite;
  const until = expiresAt === null ? "without end" : `until ${new Date(expiresAt).toISOString().slice(0, 16)} UTC`;
  terminal.warn(`Into ${space.name}, for ${uses}, ${until}.`);
}

function choose(known: readonly Space[], id: string | null, name: string | null): Space {
  if (id !== null) {
    const found = known.find((space) => space.id === id);
    if (name !== null) return { id, name };
    if (found) return found;
    throw usage(`Nobody was invited to ${id} yet: name it with --space-name too.`);
  }
  const byName = name === null ? known : known.filter((space) => space.name === name);
  const only = byName.length === 1 ? byName[0] : undefined;
  if (only) return only;
  const list = byName.map((space) => `\n  --space '${space.id}'  (${space.name})`).join("");
  throw usage(
    byName.length === 0
      ? "No space is known here yet: name one with --space ID --space-name NAME. Its id stands in the web client's address."
      : `Which space?${list}`,
  );
}

function usage(message: string): AppError {
  return new AppError("USAGE", message);
}
