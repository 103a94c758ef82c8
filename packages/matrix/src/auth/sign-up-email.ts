import { createSecret } from "@parley/kernel";
import { matrixError } from "../errors.ts";
import { askHomeserver, RefusedError, textIn } from "./homeserver.ts";
import type { AuthPorts } from "./sign-in.ts";

/** The stage `m.login.email.identity`: a link in an e-mail proves that an address is somebody's. */
export interface EmailStage {
  /** Where the last link was sent to; null: nowhere yet. */
  readonly sentTo: string | null;
  /** Sends the link, or sends it again. Rejects with MATRIX_EMAIL_IN_USE, MATRIX_EMAIL_REFUSED or MATRIX_EMAIL_UNSENT. */
  send(address: string): Promise<void>;
  /** What proves it once the link was opened. Source: Matrix 1.18, "Email-based (identity / homeserver)". */
  proof(session: string | null): Readonly<Record<string, unknown>>;
}

/** `leadsTo`: a page that the link goes on to, where the homeserver lets it. */
export function createEmailStage(
  { fetch, random }: Pick<AuthPorts, "fetch" | "random">,
  homeserverUrl: string,
  leadsTo: string | null,
): EmailStage {
  let sent: { readonly address: string; readonly secret: string; readonly sid: string } | null = null;
  let attempt = 0;
  let next = leadsTo;

  const request = async (address: string, secret: string, link: string | null): Promise<string> => {
    attempt += 1;
    const named = { client_secret: secret, email: address, send_attempt: attempt };
    const answer = await askHomeserver(fetch, homeserverUrl, {
      method: "POST",
      path: "/_matrix/client/v3/register/email/requestToken",
      body: link === null ? named : { ...named, next_link: link },
    });
    return textIn(answer, "sid");
  };
  const requestAnyhow = async (address: string, secret: string): Promise<string> => {
    try {
      return await request(address, secret, next);
    } catch (thrown) {
      const isRefused = thrown instanceof RefusedError && thrown.httpStatus === 400;
      if (next === null || !isRefused || thrown.errcode.startsWith("M_THREEPID")) throw thrown;
    }
    // Homeservers may let their links lead on to pages of their own list alone; or else it was the address.
    const sid = await request(address, secret, null);
    next = null;
    return sid;
  };

  return {
    get sentTo() {
      return sent?.address ?? null;
    },
    async send(typed) {
      const address = typed.trim();
      // The same secret asks for the same session: then the links of earlier e-mails go on working.
      const secret = sent?.address === address ? sent.secret : createSecret(random);
      try {
        sent = { address, secret, sid: await requestAnyhow(address, secret) };
      } catch (thrown) {
        throw thrown instanceof RefusedError && thrown.httpStatus !== 429 ? refusalOf(thrown) : thrown;
      }
    },
    proof: (session) => ({
      type: "m.login.email.identity",
      session,
      threepid_creds: { sid: sent?.sid ?? "", client_secret: sent?.secret ?? "" },
    }),
  };
}

function refusalOf(refused: RefusedError): Error {
  if (refused.errcode === "M_THREEPID_IN_USE") {
    return matrixError("MATRIX_EMAIL_IN_USE", "an account with this address exists there");
  }
  if (refused.httpStatus >= 500) return matrixError("MATRIX_EMAIL_UNSENT", "the homeserver could not send the e-mail");
  return refused.httpStatus === 400 || refused.errcode === "M_THREEPID_DENIED"
    ? matrixError("MATRIX_EMAIL_REFUSED", `the homeserver does not take this address: ${refused.errcode}`)
    : refused;
}
