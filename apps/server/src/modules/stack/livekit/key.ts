import type { Secrets } from "../../../platform/ports.ts";

/** Names in the sealed store of what LiveKit knows us by. */
export const sfuSecrets = { key: "sfu.key", secret: "sfu.secret" } as const;

/** Null before LiveKit was first configured. */
export function sfuKeyOf(secrets: Secrets): { readonly key: string; readonly secret: string } | null {
  const key = secrets.get(sfuSecrets.key);
  const secret = secrets.get(sfuSecrets.secret);
  return key === null || secret === null ? null : { key, secret };
}
