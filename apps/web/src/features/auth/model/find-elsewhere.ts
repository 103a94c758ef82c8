import type { ParleyClient } from "@parley/client";
import { AppError } from "@parley/kernel";
import type { Elsewhere, FoundHomeserver } from "@parley/matrix";
import { covers } from "../../../shared/allowed-homeservers.ts";

/**
 * Finds a homeserver that the owner allows; any other is refused with HOMESERVER_NOT_ALLOWED, and with
 * SIGN_IN_PAGE_NOT_ALLOWED one whose sign-in page lies elsewhere. The page could not connect to it, and it would seem to
 * be at fault. Asked before it is looked for, and again of the addresses that it names.
 */
export async function findElsewhere(
  { parley, elsewhere }: { readonly parley: ParleyClient; readonly elsewhere: Elsewhere },
  typed: string,
): Promise<FoundHomeserver> {
  const { otherHomeservers, homeserver } = await parley.call("auth.discover", {});
  const refuseOthers = (addresses: readonly string[], name: string): void => {
    if (addresses.some((address) => covers(otherHomeservers, address))) return;
    throw new AppError("HOMESERVER_NOT_ALLOWED", `${name} is not among the homeservers that this Parley allows`);
  };
  const begin = addressesOf(typed);
  if (homeserver !== undefined && begin.some((address) => isOurs(homeserver, address))) {
    const { baseUrl } = homeserver;
    return { name: typed.trim(), baseUrl, password: false, providers: [], oauth: null, signUp: false, own: true };
  }
  // What cannot be a name is refused as such, whatever is allowed.
  if (begin.length > 0) refuseOthers(begin, typed.trim());
  const refuseElse = (baseUrl: string): void => refuseOthers([baseUrl], new URL(baseUrl).host);
  const found = await elsewhere.find(typed).catch((thrown: unknown) => {
    // The page's own policy keeps it from an address that is not covered: that looks as if nobody answered there.
    const baseUrl = thrown instanceof AppError ? thrown.details?.baseUrl : undefined;
    if (typeof baseUrl === "string") refuseElse(baseUrl);
    throw thrown;
  });
  // Whoever writes the name of our own lives here: that is another door.
  if (homeserver !== undefined && isOurs(homeserver, found.baseUrl)) return { ...found, own: true };
  refuseElse(found.baseUrl);
  // Registering and tokens are asked for from this page, wherever the sign-in page lives.
  const closed = found.oauth?.origins.find((origin) => !covers(otherHomeservers, origin));
  if (closed !== undefined) {
    throw new AppError("SIGN_IN_PAGE_NOT_ALLOWED", `--homeservers does not name ${closed}`, {
      details: { address: closed, setting: "homeservers" },
    });
  }
  return found;
}

/** Whether an address is our own homeserver's, or names it. This machine has two names. */
function isOurs(own: { readonly baseUrl: string; readonly serverName: string | null }, address: string): boolean {
  const plain = (text: string) => new URL(text).origin.replace("//127.0.0.1", "//localhost");
  return (
    plain(own.baseUrl) === plain(address) ||
    (own.serverName !== "localhost" && own.serverName === new URL(address).host)
  );
}

/** Where looking for it may begin. Of a name alone: this machine's own are reached by plain HTTP. */
function addressesOf(typed: string): readonly string[] {
  const words = typed.trim();
  const rest = /^@[^:]*:(.+)$/.exec(words)?.[1] ?? words;
  const addresses = /^https?:\/\//i.test(rest) ? [rest] : [`https://${rest}`, `http://${rest}`];
  return addresses.filter((address) => URL.canParse(address));
}
