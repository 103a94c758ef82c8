import { z } from "zod";
import { linkCode, method } from "./method.ts";
import { accountRoles } from "./scopes.ts";

export const account = () =>
  z.object({
    userId: z.string(),
    role: z.enum(accountRoles),
    /** Milliseconds since the epoch. */
    createdAt: z.int(),
  });
export type Account = z.infer<ReturnType<typeof account>>;

const opened = () =>
  z.object({
    /** 256 bits, base64url; goes into `Authorization: Bearer` and `connect`'s `auth.token`. */
    token: z.string(),
    expiresAt: z.int(),
    account: account(),
    scopes: z.array(z.string()),
    /** The space that the invitation leads to, when one was used. */
    spaceId: z.string().nullable(),
  });

export const authMethods = {
  "auth.discover": method({
    scope: "public",
    kind: "read",
    since: "0.1.0",
    about: "What a page needs before anyone signs in: whether an owner exists, and which homeserver to talk to.",
    params: () => z.strictObject({}),
    result: () =>
      z.object({
        /** `needed`: no owner yet, the set-up page is next. */
        setup: z.enum(["needed", "done"]),
        mode: z.enum(["embedded", "attached"]),
        homeserver: z.object({
          /** Where the browser reaches the Client-Server API; our own origin when embedded. */
          baseUrl: z.string(),
          /** Null while it has not been chosen. */
          serverName: z.string().nullable(),
          state: z.enum(["unconfigured", "starting", "ready", "down"]),
        }),
        /** Where else this client may sign people in: nowhere, anywhere, or these names and addresses. */
        otherHomeservers: z.union([z.enum(["none", "any"]), z.array(z.string())]),
        /** Of those, server names whose accounts are members here: they open a session by `auth.signInFrom`. */
        membersFrom: z.array(z.string()),
        publicUrl: z.string(),
        version: z.string(),
      }),
    errors: [],
  }),
  "auth.signIn": method({
    scope: "public",
    kind: "write",
    since: "0.1.0",
    about:
      "Opens a session for the Matrix device whose access token stands in `Authorization: Bearer` (or in `accessToken` over WebSocket is not offered: HTTP only).",
    params: () =>
      z.strictObject({
        /** Makes the account the owner; used up by success. */
        setupCode: linkCode().optional(),
        /** Admits the account as a member; one of its uses. */
        inviteCode: linkCode().optional(),
      }),
    result: opened,
    errors: ["NOT_SIGNED_IN", "NOT_ADMITTED", "CODE_REFUSED", "SETUP_NEEDED", "PART_DOWN", "STARTING"],
  }),
  "auth.signInFrom": method({
    scope: "public",
    kind: "write",
    since: "0.1.0",
    about:
      "Opens a session for an account of another homeserver that the settings list (`membersFrom`), as a member. An OpenID token of that homeserver stands in `Authorization: Bearer`; it is good once. HTTP only. The session lasts as long as its token: signing out over there does not end it sooner, `auth.signOut` does.",
    params: () =>
      z.strictObject({
        /** The server name in the account's user id. */
        homeserver: z.string().min(1).max(230),
        /** Tells this account's sessions apart; nothing proves it. */
        deviceId: z.string().min(1).max(255),
      }),
    result: opened,
    errors: ["NOT_SIGNED_IN", "NOT_ADMITTED", "SETUP_NEEDED", "PART_DOWN"],
  }),
  "auth.signOut": method({
    scope: "operator.read",
    kind: "write",
    since: "0.1.0",
    about: "Ends this session. The Matrix device is signed out by the client itself.",
    params: () => z.strictObject({}),
    result: () => z.object({}),
    errors: ["NOT_OFFERED"],
  }),
};
