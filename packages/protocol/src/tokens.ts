import { z } from "zod";
import { limits } from "./limits.ts";
import { method } from "./method.ts";
import { scopeName } from "./scopes.ts";

const accessToken = () =>
  z.object({
    id: z.string(),
    name: z.string(),
    /** The account that it acts as. */
    owner: z.string(),
    /** What it was made with; of these it has what its account may still do. */
    scopes: z.array(scopeName()),
    createdAt: z.int(),
    /** To the minute; null: never. */
    lastUsedAt: z.int().nullable(),
    /** From when on it opens nothing; null: it does not end by itself. */
    expiresAt: z.int().nullable(),
    /** When it ended: by somebody, or at `expiresAt`. */
    revokedAt: z.int().nullable(),
  });
export type AccessToken = z.infer<ReturnType<typeof accessToken>>;

export const tokensMethods = {
  "tokens.create": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about:
      "Makes an access token for programs: it acts as my account, with at most the scopes that I hold, for so long or until it is revoked. It is answered once and stored hashed. An access token makes no others.",
    subject: ({ scopes }) => scopes.join(" "),
    params: () =>
      z.strictObject({
        name: z.string().trim().min(1).max(limits.tokenNameLength),
        scopes: z.array(scopeName()).min(1).max(16),
        /** Absent or null: until it is revoked. What it paired ends with it. */
        expiresInMs: z.int().min(60_000).max(limits.tokenLifeMs).nullable().optional(),
      }),
    result: () =>
      z.object({
        /** Goes into `Authorization: Bearer` and into `connect`'s `auth.token`. */
        token: z.string(),
        accessToken: accessToken(),
      }),
    errors: ["MISSING_SCOPE", "SETUP_NEEDED", "NOT_OFFERED", "TOO_MANY"],
  }),
  "tokens.list": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "My access tokens, newest first, revoked ones for 90 days; an admin sees everybody's.",
    params: () => z.strictObject({}),
    result: () => z.object({ tokens: z.array(accessToken()) }),
    errors: [],
  }),
  "tokens.revoke": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about:
      "Ends an access token for good, and at once what is connected with it. An admin may end everybody's; an access token only itself.",
    subject: ({ id }) => id,
    params: () => z.strictObject({ id: z.string().min(1).max(64) }),
    result: () => z.object({ accessToken: accessToken() }),
    errors: ["NOT_FOUND", "MISSING_SCOPE"],
  }),
  "tokens.setPassword": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about:
      "Sets the password by which a device may ask to be paired with the owner's account, or takes it away (null). Only the owner may, signed in. Devices that are paired stay so.",
    secretParams: true,
    subject: ({ password }) => (password === null ? "none" : "set"),
    params: () => z.strictObject({ password: z.string().min(12).max(512).nullable() }),
    result: () => z.object({ isSet: z.boolean() }),
    errors: ["MISSING_SCOPE"],
  }),
};
