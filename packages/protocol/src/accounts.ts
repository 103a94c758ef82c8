import { z } from "zod";
import { account } from "./auth.ts";
import { linkCode, method } from "./method.ts";

export const accountsMethods = {
  "accounts.me": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "The account that this session acts as.",
    params: () => z.strictObject({}),
    result: () => z.object({ account: account(), scopes: z.array(z.string()) }),
    errors: [],
  }),
  "accounts.list": method({
    scope: "operator.admin",
    kind: "read",
    since: "0.1.0",
    about: "All accounts, oldest first.",
    params: () => z.strictObject({ after: z.string().max(255).optional(), limit: z.int().min(1).max(500).optional() }),
    result: () => z.object({ accounts: z.array(account()), next: z.string().nullable() }),
    errors: [],
  }),
  "accounts.setRole": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about: "Changes an account's role. Only the owner may; ownership itself is not given away here.",
    params: () => z.strictObject({ userId: z.string().max(255), role: z.enum(["admin", "member"]) }),
    result: () => z.object({ account: account() }),
    errors: ["NOT_FOUND", "MISSING_SCOPE"],
    subject: ({ userId }) => userId,
  }),
  "accounts.resetPassword": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about:
      "Sets a new password, signs out all of the account's devices and revokes its access tokens. Keys that only those devices held are lost.",
    params: () => z.strictObject({ userId: z.string().max(255), password: z.string().min(8).max(512) }),
    result: () => z.object({ userId: z.string() }),
    errors: ["NOT_FOUND", "MISSING_SCOPE", "NOT_OFFERED", "PART_DOWN"],
    subject: ({ userId }) => userId,
  }),
  "accounts.prepareOwner": method({
    scope: "public",
    kind: "write",
    since: "0.1.0",
    about:
      "First step of set-up: checks the one-time code, fixes the server name, starts the homeserver and answers how the owner's account is made. May be repeated until `auth.signIn` used the code.",
    params: () =>
      z.strictObject({
        code: linkCode(),
        /** `localhost` = only here; else a domain. Ignored where settings or an attached homeserver fix it. */
        serverName: z.string().min(1).max(230).optional(),
      }),
    result: () =>
      z.object({
        serverName: z.string(),
        baseUrl: z.string(),
        /** For `m.login.registration_token`; null where accounts are made elsewhere (attached): sign in there. */
        registrationToken: z.string().nullable(),
      }),
    errors: ["CODE_REFUSED", "SETUP_DONE", "NAME_FIXED", "PART_DOWN", "STARTING"],
  }),
  "accounts.newSetupCode": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about: "A new one-time set-up code while there is no owner; earlier ones stop working.",
    params: () => z.strictObject({}),
    result: () => z.object({ url: z.string(), expiresAt: z.int() }),
    errors: ["SETUP_DONE"],
    subject: () => "owner",
  }),
};
