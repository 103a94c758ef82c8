import { AppError, type Clock } from "@parley/kernel";
import { type Account, type AccountRole, limits } from "@parley/protocol";
import type { Authorized, Codes } from "../../platform/call.ts";
import type { Homeserver } from "../../platform/ports.ts";
import type { createAccountStore } from "./store.ts";

/** What happens to sessions when an account changes. */
export interface SessionControl {
  /** Every way in: sessions, and tokens that were made for programs. */
  endAll(userId: string): Promise<void>;
  roleChanged(userId: string, role: AccountRole): Promise<void>;
}

const readyMs = 60_000;

/** Rules of accounts and of the set-up. */
export function createAccountService(deps: {
  rows: ReturnType<typeof createAccountStore>;
  homeserver: Homeserver;
  sessions: () => SessionControl;
  codes: Codes;
  clock: Clock;
  publicUrl: string;
}) {
  const { rows, homeserver, codes, clock } = deps;

  const refuseSecondOwner = async () => {
    if (await rows.owner()) throw new AppError("SETUP_DONE", "This server has an owner already.");
  };

  const fixName = async (asked: string | undefined) => {
    const fixed = homeserver.serverName();
    if (fixed === null) {
      if (asked === undefined) throw new AppError("BAD_PARAMS", "The server name has not been chosen: name one.");
      await homeserver.fixServerName(checkedName(asked));
    } else if (asked !== undefined && asked !== fixed && homeserver.mode === "embedded") {
      throw new AppError("NAME_FIXED", `The server name is ${fixed} and permanent.`);
    } else if (homeserver.mode === "embedded") {
      // Whoever asks again has perhaps freed the disk: one that rests between two tries begins the next one now.
      await homeserver.fixServerName(fixed);
    }
  };

  return {
    async find(userId: string): Promise<Account> {
      const account = await rows.find(userId);
      if (!account) throw new AppError("NOT_FOUND", "There is no such account.");
      return account;
    },
    async setRole(target: Authorized<Account, "role">, role: "admin" | "member"): Promise<Account> {
      await rows.setRole(target.userId, role);
      await deps.sessions().roleChanged(target.userId, role);
      return { userId: target.userId, role, createdAt: target.createdAt };
    },
    async resetPassword(target: Authorized<Account, "password">, password: string): Promise<void> {
      if (!homeserver.admin) {
        throw new AppError("NOT_OFFERED", "Passwords of an attached homeserver are reset there.");
      }
      await homeserver.admin.resetPassword(target.userId, password);
      await deps.sessions().endAll(target.userId);
    },
    /** A new link for the owner; earlier ones stop working. Throws SETUP_DONE. */
    async newSetupCode(): Promise<{ url: string; expiresAt: number }> {
      await refuseSecondOwner();
      const code = codes.create();
      const expiresAt = clock.now() + limits.setupCodeMs;
      await rows.replaceSetupCode(codes.hash(code), expiresAt);
      return { url: `${deps.publicUrl}/setup#${code}`, expiresAt };
    },
    async prepareOwner(code: string, serverName: string | undefined) {
      await refuseSecondOwner();
      if (!(await rows.hasSetupCode(codes.hash(code), clock.now()))) throw codeRefused();
      await fixName(serverName);
      await homeserver.whenReady(readyMs);
      const fixed = homeserver.serverName();
      if (fixed === null) throw new AppError("PART_DOWN", "The homeserver did not take its name.");
      // Whoever owns an attached one signs in with an account that it has: it may make none, or by other rules.
      const makesAccounts = homeserver.mode === "embedded" && homeserver.admin;
      const registrationToken = makesAccounts ? await makesAccounts.createRegistrationToken(limits.redemptionMs) : null;
      return { serverName: fixed, baseUrl: homeserver.baseUrl(), registrationToken };
    },
    async claimOwner(userId: string, code: string): Promise<Account> {
      const account = await rows.claimOwner(userId, codes.hash(code), clock.now());
      if (!account) throw codeRefused();
      return account;
    },
  };
}

function codeRefused(): AppError {
  return new AppError("CODE_REFUSED", "The set-up code is wrong, used up or expired.");
}

/** `localhost`, or a domain of at least two labels, with a port at most. Source: Matrix 1.18, appendix "Server Name". */
function checkedName(name: string): string {
  const domain = /^(?=.{1,230}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?(:\d{1,5})?$/;
  if (name !== "localhost" && !domain.test(name)) {
    throw new AppError("BAD_PARAMS", "A server name is localhost or a domain in small letters.");
  }
  return name;
}
