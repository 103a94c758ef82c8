import { originOf } from "./other-homeservers.ts";

/** Another homeserver whose accounts may become members here, and where they are asked after. */
export interface MembersFrom {
  readonly name: string;
  /** An origin, named by the owner: it is never found by resolving `name`. */
  readonly url: string;
}

/** What an entry such as `example.org=https://matrix.example.org` says; null when it says nothing of the kind. */
export function membersFromOf(entry: string, isServerName: (name: string) => boolean): MembersFrom | null {
  const cut = entry.indexOf("=");
  const name = entry.slice(0, Math.max(0, cut)).trim();
  const url = originOf(entry.slice(cut + 1).trim());
  return cut > 0 && url !== null && isServerName(name) ? { name, url } : null;
}
