import { AppError, type Clock, createId, type Random } from "@parley/kernel";
import { type Account, type Invite, limits } from "@parley/protocol";
import type { Authorized, Codes, EventSink } from "../../platform/call.ts";
import type { Homeserver } from "../../platform/ports.ts";
import type { Admit, createInviteStore, InviteRow } from "./store.ts";

/** A registration token that was handed out, so that a page opened again gets the same one. */
interface Handed {
  readonly reservation: string;
  readonly registrationToken: string;
  readonly expiresAt: number;
}

/** So much of a link is kept to tell it from others: what is left of it is long enough to stay a secret. */
const endingLength = 4;
const handedMost = 1000;
/** How long a name is waited for. */
const nameMs = 2_000;
const longestName = 128;

/** Someone's name as a page can show it: nothing in it that is unseen or turns what follows around. */
function shownName(written: string | null): string | null {
  const name = [...(written ?? "").replaceAll(/(?![\u200c\u200d])[\p{C}\p{Z}]+/gu, " ").trim()];
  const short = name.length > longestName ? `${name.slice(0, longestName).join("")}…` : name.join("");
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(short.replaceAll(/[\p{DI}\u2800]/gu, "")) ? short : null;
}

/** Asks what someone is called. A name is not worth a long wait or a failure. */
const createNameOf =
  (homeserver: Homeserver, clock: Clock) =>
  (userId: string): Promise<string | null> =>
    new Promise((resolve) => {
      const { admin } = homeserver;
      if (admin === null) return resolve(null);
      const stop = clock.after(nameMs, () => resolve(null));
      admin
        .displayName(userId)
        .then(
          (name) => resolve(shownName(name)),
          () => resolve(null),
        )
        .finally(stop);
    });

/** Rules of invitations. */
export function createInviteService(deps: {
  rows: ReturnType<typeof createInviteStore>;
  homeserver: Homeserver;
  events: EventSink;
  codes: Codes;
  accounts: Admit;
  world: { readonly clock: Clock; readonly random: Random };
  publicUrl: string;
}) {
  const { rows, homeserver, codes } = deps;
  const { clock, random } = deps.world;
  const handed = new Map<string, Handed>();
  const nameOf = createNameOf(homeserver, clock);

  const shown = (row: InviteRow): Invite => ({
    id: row.id,
    spaceId: row.space_id,
    spaceName: row.space_name,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    maxUses: row.max_uses,
    uses: row.uses,
    state: stateOf(row, clock.now()),
    ending: row.ending,
  });

  return {
    shown,
    async create(params: {
      createdBy: Authorized<string, "invite">;
      spaceId: string;
      spaceName: string;
      expiresInMs: number | null;
      maxUses: number | null;
    }): Promise<{ invite: Invite; url: string }> {
      const code = codes.create();
      const now = clock.now();
      const row: InviteRow = {
        id: createId("inv", random),
        code_hash: codes.hash(code),
        space_id: params.spaceId,
        space_name: params.spaceName,
        created_by: params.createdBy,
        created_at: now,
        expires_at: params.expiresInMs === null ? null : now + params.expiresInMs,
        max_uses: params.maxUses,
        uses: 0,
        revoked_at: null,
        ending: code.slice(-endingLength),
      };
      await rows.insert(row);
      return { invite: shown(row), url: `${deps.publicUrl}/invite#${code}` };
    },
    async revoke(invite: Authorized<InviteRow, "revoke">): Promise<Invite> {
      const now = clock.now();
      await rows.revoke(invite.id, now);
      return shown({ ...invite, revoked_at: invite.revoked_at ?? now });
    },
    async look(code: string) {
      const row = await rows.findByCode(codes.hash(code));
      if (!row || stateOf(row, clock.now()) !== "open") throw refused();
      const serverName = homeserver.serverName();
      if (serverName === null) throw new AppError("STARTING", "The homeserver has no name yet.");
      return {
        spaceId: row.space_id,
        spaceName: row.space_name,
        invitedBy: row.created_by,
        invitedByName: await nameOf(row.created_by),
        serverName,
        canSignUp: homeserver.admin !== null,
      };
    },
    /** `address` tells a page that was opened again from a second person. */
    async redeem(code: string, address: string): Promise<{ registrationToken: string; expiresAt: number }> {
      if (!homeserver.admin) throw new AppError("NOT_OFFERED", "Accounts of this homeserver are made elsewhere.");
      const now = clock.now();
      const key = `${codes.hash(code)} ${address}`;
      for (const [known, entry] of handed) if (entry.expiresAt <= now) handed.delete(known);
      const id = createId("res", random);
      const expiresAt = now + limits.redemptionMs;
      const outcome = await rows.reserve(codes.hash(code), id, now, expiresAt);
      const before = handed.get(key);
      // The use that is left was reserved from here, by this page before it was reloaded: the token is the same one,
      // and it still makes one account only.
      if (outcome === "full" && before && (await rows.isReserved(before.reservation, now))) return shownHanded(before);
      if (outcome !== "reserved") throw refused();
      let registrationToken: string;
      try {
        registrationToken = await homeserver.admin.createRegistrationToken(limits.redemptionMs);
      } catch (thrown) {
        await rows.release(id);
        throw thrown;
      }
      const entry = { reservation: id, registrationToken, expiresAt };
      const oldest = handed.size >= handedMost ? handed.keys().next().value : undefined;
      if (oldest !== undefined) handed.delete(oldest);
      handed.set(key, entry);
      return shownHanded(entry);
    },
    async use(userId: string, code: string): Promise<{ account: Account; spaceId: string }> {
      const now = clock.now();
      const used = await rows.use(userId, codes.hash(code), now, deps.accounts);
      if (!used) throw refused();
      if (used.isNew) {
        deps.events.emit(
          "invites.newcomer",
          { userId, inviteId: used.invite.id, spaceId: used.invite.space_id, joinedAt: now },
          { userId: used.invite.created_by },
        );
      }
      return { account: used.account, spaceId: used.invite.space_id };
    },
    async welcomed(invite: Authorized<InviteRow, "welcome">, userId: string): Promise<void> {
      if (!(await rows.welcomed(userId, invite.id, clock.now()))) {
        throw new AppError("NOT_FOUND", "Nobody of that name came by this invitation.");
      }
    },
  };
}

function shownHanded({ registrationToken, expiresAt }: Handed) {
  return { registrationToken, expiresAt };
}

function refused(): AppError {
  return new AppError("CODE_REFUSED", "The invitation is wrong, used up, revoked or expired.");
}

function stateOf(row: InviteRow, now: number): Invite["state"] {
  if (row.revoked_at !== null) return "revoked";
  if (row.expires_at !== null && row.expires_at <= now) return "expired";
  if (row.max_uses !== null && row.uses >= row.max_uses) return "used-up";
  return "open";
}
