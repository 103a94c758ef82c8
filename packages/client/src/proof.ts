import { AppError } from "@parley/kernel";
import type { ParamsOf } from "@parley/protocol";
import type { Abroad, ClientOptions } from "./contract.ts";
import { isSignedOut } from "./errors.ts";

type Codes = ParamsOf<"auth.signIn">;

/** A sign-in as it goes over the wire. */
interface SignInCall {
  readonly method: "auth.signIn" | "auth.signInFrom";
  readonly params: unknown;
  readonly token: string;
}

/** What a session is opened with as of now. */
export interface Proof {
  /** Differs when somebody else, or another token of a device, would open it. */
  readonly key: string;
  /** Signs in by `send`. */
  by<T>(codes: Codes, send: (call: SignInCall) => Promise<T>): Promise<T>;
}

/** Reads the proof as of now; null: nobody is signed in. */
export function createProofs(options: ClientOptions): () => Proof | null {
  /** An OpenID token that opened nothing, as far as is known: asking for more than is used would only be a burden. */
  let spare: { readonly key: string; readonly token: string } | null = null;

  const ofDevice = (token: string): Proof => ({
    key: token,
    by: (codes, send) => send({ method: "auth.signIn", params: codes, token }),
  });
  const ofAbroad = (abroad: Abroad): Proof => {
    const { userId, deviceId } = abroad;
    const key = `${userId} ${deviceId}`;
    const params = { homeserver: userId.slice(userId.indexOf(":") + 1), deviceId };
    return {
      key,
      async by(codes, send) {
        if (codes.setupCode !== undefined || codes.inviteCode !== undefined) {
          throw new AppError("NOT_OFFERED", "Links of this server are for accounts of its own homeserver.");
        }
        const kept = spare?.key === key ? spare.token : null;
        const show = async (token: string) => {
          spare = { key, token };
          try {
            const answer = await send({ method: "auth.signInFrom", params, token });
            spare = null;
            return answer;
          } catch (thrown) {
            if (isSignedOut(thrown)) spare = null;
            throw thrown;
          }
        };
        try {
          return await show(kept ?? (await abroad.openIdToken()));
        } catch (thrown) {
          // It had opened a session after all, whose answer was lost, or has grown too old.
          if (kept === null || !isSignedOut(thrown)) throw thrown;
        }
        return await show(await abroad.openIdToken());
      },
    };
  };

  return () => {
    const token = options.matrixToken();
    if (token !== null) return ofDevice(token);
    const abroad = options.abroad?.() ?? null;
    return abroad === null ? null : ofAbroad(abroad);
  };
}
