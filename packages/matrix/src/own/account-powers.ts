import type { MatrixClient } from "matrix-js-sdk";
import type { AccountPowers } from "../contract/account.ts";

export const allPowers: AccountPowers = { password: true, page: null };

/** Asks the homeserver (`GET /capabilities`, and `GET /auth_metadata` where it has a page of its own). */
export async function askPowers(client: MatrixClient): Promise<AccountPowers> {
  const [capabilities, page] = await Promise.all([client.getCapabilities(), managementPage(client)]);
  return { password: capabilities["m.change_password"]?.enabled !== false, page };
}

async function managementPage(client: MatrixClient): Promise<string | null> {
  try {
    const { account_management_uri: page, issuer } = await client.getAuthMetadata();
    const address = page ?? issuer;
    return /^https?:$/.test(new URL(address).protocol) ? address : null;
  } catch {
    // Not offered, as on most.
    return null;
  }
}
