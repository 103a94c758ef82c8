import { AppError } from "@parley/kernel";
import type { McpServerState } from "@parley/protocol";
import type { HandlersOf } from "../../../platform/call.ts";
import { SignInFault } from "./fault.ts";
import type { SignIn } from "./sign-in.ts";

export type SignInMethods = "mcp.signIn" | "mcp.finishSignIn" | "mcp.signOut";

/** Signing in and out, as methods. */
export function createSignInMethods<Live extends { readonly signIn: SignIn | null }>({
  find,
  all,
  beginAnew,
}: {
  /** Undefined: the file names none; null: it has not begun. */
  readonly find: (name: string) => Live | null | undefined;
  readonly all: () => readonly Live[];
  readonly beginAnew: (live: Live) => McpServerState;
}): HandlersOf<SignInMethods> {
  const found = (name: string): { readonly live: Live; readonly signIn: SignIn } => {
    const live = find(name);
    if (live === undefined) throw new AppError("NOT_FOUND", "The file of settings names no such server.");
    const signIn = live?.signIn ?? null;
    if (live === null || signIn === null)
      throw new AppError("NOT_OFFERED", "The file of settings says how this server is spoken to: nobody signs in.");
    return { live, signIn };
  };
  return {
    "mcp.signIn": ({ server }, { principal }) => said(found(server).signIn.start(principal.userId)),
    async "mcp.finishSignIn"(answer, { principal }) {
      const live = all().find(({ signIn }) => signIn?.holds(answer.state) === true);
      if (!live?.signIn)
        throw new AppError("CODE_REFUSED", "This sign-in is over, or was never begun: begin it again.");
      await said(live.signIn.finish({ ...answer, account: principal.userId }));
      return { server: beginAnew(live) };
    },
    async "mcp.signOut"({ server }) {
      const { live, signIn } = found(server);
      const withdrawing = signIn.out();
      const now = beginAnew(live);
      return { withdrawn: await withdrawing, server: now };
    },
  };
}

async function said<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (thrown) {
    if (!(thrown instanceof SignInFault)) throw thrown;
    const { reason, host } = thrown;
    throw new AppError("SIGN_IN_FAILED", thrown.message, { details: { reason, host }, cause: thrown });
  }
}
