import { z } from "zod";
import { limits } from "./limits.ts";
import { linkCode, method } from "./method.ts";

export const invite = () =>
  z.object({
    id: z.string(),
    spaceId: z.string(),
    spaceName: z.string(),
    createdBy: z.string(),
    createdAt: z.int(),
    /** Null: never. */
    expiresAt: z.int().nullable(),
    /** Null: without limit. */
    maxUses: z.int().nullable(),
    uses: z.int(),
    state: z.enum(["open", "used-up", "expired", "revoked"]),
    /** The last characters of the link, by which people tell it from others; null: made before they were kept. */
    ending: z.string().nullable(),
  });
export type Invite = z.infer<ReturnType<typeof invite>>;

/** Someone who came by an invitation and has not yet been invited into its space by a running client. */
export const newcomer = () =>
  z.object({ userId: z.string(), inviteId: z.string(), spaceId: z.string(), joinedAt: z.int() });
export type Newcomer = z.infer<ReturnType<typeof newcomer>>;

export const invitesMethods = {
  "invites.create": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about: "Makes an invitation link to a space. The code is answered once and stored hashed.",
    params: () =>
      z.strictObject({
        spaceId: z.string().min(1).max(255),
        /** Shown on the invitation page before anyone signs in: the server cannot read it from an encrypted world. */
        spaceName: z.string().min(1).max(255),
        expiresInMs: z.int().min(60_000).max(limits.inviteMaxMs).nullable(),
        maxUses: z.int().min(1).max(limits.inviteMaxUses).nullable(),
      }),
    result: () => z.object({ invite: invite(), url: z.string() }),
    errors: ["NOT_OFFERED"],
    subject: ({ spaceId }) => spaceId,
  }),
  "invites.list": method({
    scope: "operator.write",
    kind: "read",
    since: "0.1.0",
    about: "Invitations that I made; an admin sees all. Newest first.",
    params: () => z.strictObject({ spaceId: z.string().max(255).optional() }),
    result: () => z.object({ invites: z.array(invite()) }),
    errors: [],
  }),
  "invites.revoke": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about: "Stops an invitation from being used. Who came by it stays.",
    params: () => z.strictObject({ id: z.string().max(64) }),
    result: () => z.object({ invite: invite() }),
    errors: ["NOT_FOUND"],
    subject: ({ id }) => id,
  }),
  "invites.look": method({
    scope: "public",
    kind: "read",
    since: "0.1.0",
    about: "What an invitation leads to, before it is used.",
    secretParams: true,
    params: () => z.strictObject({ code: linkCode() }),
    result: () =>
      z.object({
        spaceId: z.string(),
        spaceName: z.string(),
        invitedBy: z.string(),
        /** What they call themself now; null: nothing, or it cannot be had. */
        invitedByName: z.string().nullable(),
        serverName: z.string(),
        canSignUp: z.boolean(),
      }),
    errors: ["CODE_REFUSED", "PART_DOWN", "STARTING"],
  }),
  "invites.redeem": method({
    scope: "public",
    kind: "write",
    since: "0.1.0",
    about: "Reserves one use of an invitation for a few minutes and answers a registration token good for one account.",
    params: () => z.strictObject({ code: linkCode() }),
    result: () => z.object({ registrationToken: z.string(), expiresAt: z.int() }),
    errors: ["CODE_REFUSED", "NOT_OFFERED", "PART_DOWN", "STARTING"],
  }),
  "invites.newcomers": method({
    scope: "operator.write",
    kind: "read",
    since: "0.1.0",
    about: "Newcomers by my invitations whom no client of mine has invited into the space's rooms yet.",
    params: () => z.strictObject({}),
    result: () => z.object({ newcomers: z.array(newcomer()) }),
    errors: [],
  }),
  "invites.expected": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "Spaces that I came to by an invitation and into which nobody's client has invited me yet.",
    params: () => z.strictObject({}),
    result: () =>
      z.object({
        spaces: z.array(z.object({ spaceId: z.string(), spaceName: z.string(), invitedBy: z.string() })),
      }),
    errors: [],
  }),
  "invites.welcomed": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about: "Says that the newcomer was invited into the space's rooms.",
    params: () => z.strictObject({ userId: z.string().max(255), inviteId: z.string().max(64) }),
    result: () => z.object({}),
    errors: ["NOT_FOUND"],
  }),
};
