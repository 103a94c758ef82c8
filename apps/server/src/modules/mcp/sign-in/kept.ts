import { z } from "zod";
import type { McpServer } from "../../../config/mcp-servers.ts";
import type { Redactor } from "../../../platform/call.ts";
import type { Secrets } from "../../../platform/ports.ts";
import { markOf, readable } from "../sealed.ts";

const keptSchema = z.object({
  client: z.object({ client_id: z.string(), client_secret: z.string().optional() }),
  /** What it is asked by to renew and to withdraw. */
  service: z.object({
    issuer: z.string(),
    authorization_endpoint: z.string(),
    token_endpoint: z.string(),
    response_types_supported: z.array(z.string()),
    token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
    revocation_endpoint: z.string().optional(),
    revocation_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  }),
  address: z.string(),
  resource: z.string().nullable(),
  scope: z.string().nullable(),
  access: z.string(),
  refresh: z.string().nullable(),
  expiresAt: z.number().nullable(),
});

/** What a sign-in has brought. */
export type Kept = Readonly<z.infer<typeof keptSchema>>;

/** What a sign-in has brought, sealed for one address and no other, and taken out of every log. */
export function createKept(server: McpServer, secrets: Secrets, redactor: Redactor) {
  const row = `mcp ${server.name} sign-in`;
  const mark = markOf(server);
  const secretsOf = ({ access, refresh, client }: Kept) =>
    [access, refresh, client.client_secret].filter((secret) => typeof secret === "string");
  const watch = (kept: Kept | null) => {
    for (const secret of kept === null ? [] : secretsOf(kept)) redactor.keep(secret);
  };
  let kept = readKept(secrets, row, mark);
  // Whoever is another client now does not have what the one before was given.
  const named = server.run.type === "http" ? server.run.oauth?.clientId : undefined;
  if (named !== undefined && named !== kept?.client.client_id) kept = null;
  watch(kept);
  return {
    read: (): Kept | null => kept,
    write(next: Kept): void {
      const before = kept;
      kept = next;
      watch(next);
      secrets.set(row, mark + JSON.stringify(next));
      for (const old of before === null ? [] : secretsOf(before))
        if (!secretsOf(next).includes(old)) redactor.remove(old);
    },
    forget(): void {
      kept = null;
      secrets.delete(row);
    },
  };
}

/** What cannot be read any more is signed in to anew. */
function readKept(secrets: Secrets, row: string, mark: string): Kept | null {
  const text = readable(secrets, row);
  if (!text?.startsWith(mark)) return null;
  try {
    return keptSchema.parse(JSON.parse(text.slice(mark.length)));
  } catch {
    return null;
  }
}
