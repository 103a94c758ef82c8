import type { ParleyClient } from "@parley/client";
import { AppError, type Clock, sleep } from "@parley/kernel";
import type { Matrix, Session } from "@parley/matrix";
import { localpartOf } from "./username.ts";

/** What the ways in need of the world. */
export interface WaysInPorts {
  readonly matrix: Matrix;
  readonly parley: ParleyClient;
  readonly clock: Clock;
  /** A session that is here already, from a try that was cut off. */
  readonly session: Session | null;
  /** That session once it runs: while it comes up our server cannot be asked with it. */
  readonly whenLive: () => Promise<Session>;
  readonly hold: (session: Session) => void;
}

export interface Credentials {
  readonly name: string;
  readonly password: string;
  readonly deviceName: string;
}

/** What starts is waited for; what is down is tried again by itself, but whoever waits must hear of it soon. */
const patience = { everyMs: 1500, startingMs: 180_000, downMs: 20_000 };
/** How long a newcomer waits to be invited by a running client of the inviter. */
const invitationMs = 10_000;
/** The space appears in the list with the next sync after joining. */
const appearMs = 15_000;

const codeOf = (error: unknown) => (error instanceof AppError ? error.code : "");

/** A full disk gets no better by waiting. */
function needsSomeone(error: unknown): boolean {
  return error instanceof AppError && error.details?.cause === "disk-full";
}

/** Repeats a call while a part of the server is still coming up. */
async function whenUp<T>(clock: Clock, call: () => Promise<T>): Promise<T> {
  const begun = clock.now();
  let downSince: number | null = null;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const now = clock.now();
      if (codeOf(error) === "PART_DOWN") downSince ??= now;
      else downSince = null;
      const waiting = downSince !== null || codeOf(error) === "STARTING";
      const late = now - begun >= patience.startingMs || now - (downSince ?? now) >= patience.downMs;
      if (!waiting || late || needsSomeone(error)) throw error;
      await sleep(clock, patience.everyMs);
    }
  }
}

export type SetUpStep = "homeserver" | "account" | "owner" | "space";

/**
 * Makes the owner and the first space. May be called again after any failure: each step finds what an earlier try did.
 * Rejects with CODE_REFUSED, SETUP_DONE, NAME_FIXED, or what the homeserver says.
 */
export async function setUp(
  ports: WaysInPorts,
  request: Credentials & { readonly code: string; readonly serverName: string | null; readonly spaceName: string },
  onStep: (step: SetUpStep) => void,
): Promise<{ session: Session; spaceId: string }> {
  const { parley, clock } = ports;
  onStep("homeserver");
  const prepared = await whenUp(clock, () =>
    parley.call("accounts.prepareOwner", {
      code: request.code,
      ...(request.serverName === null ? {} : { serverName: request.serverName }),
    }),
  );
  onStep("account");
  const session = await ownersSession(ports, request, prepared);
  ports.hold(session);
  onStep("owner");
  await whenUp(clock, () => parley.signIn({ setupCode: request.code }));
  onStep("space");
  const spaceId = await firstSpace(session, request.spaceName);
  return { session, spaceId };
}

/** The second half of set-up for an account that an earlier try made. */
export async function goOnWithSetUp(
  ports: WaysInPorts,
  request: { readonly code: string; readonly spaceName: string },
  onStep: (step: SetUpStep) => void,
): Promise<{ session: Session; spaceId: string }> {
  onStep("account");
  const session = await ports.whenLive();
  ports.hold(session);
  onStep("owner");
  await whenUp(ports.clock, () => ports.parley.signIn({ setupCode: request.code }));
  onStep("space");
  return { session, spaceId: await firstSpace(session, request.spaceName) };
}

/** To write in and to talk in; both names are words in English and in Spanish. */
const firstChannels = [{ name: "general" }, { name: "lobby", voice: true }];

const firstSpace = (session: Session, name: string) =>
  session.rooms.createSpace({ name, channels: firstChannels, marker: "first-space" });

async function ownersSession(
  { matrix, session, whenLive }: WaysInPorts,
  { name, password, deviceName }: Credentials,
  prepared: { baseUrl: string; registrationToken: string | null },
): Promise<Session> {
  if (session !== null && localpartOf(session.account.userId) === localpartOf(name)) return await whenLive();
  const homeserverUrl = prepared.baseUrl;
  const signIn = () => matrix.signIn({ homeserverUrl, user: name, password, deviceName });
  if (prepared.registrationToken === null) return signIn();
  try {
    return await matrix.signUp({
      homeserverUrl,
      username: name,
      password,
      deviceName,
      registrationToken: prepared.registrationToken,
    });
  } catch (error) {
    if (codeOf(error) !== "MATRIX_USERNAME_TAKEN") throw error;
    // An earlier try may have made the account and then been cut off: with the same password it is ours.
    return signIn().catch(() => {
      throw error;
    });
  }
}

/** Signs in. Rejects with NOT_ADMITTED when the account exists but was never let in here; it is signed out again. */
export async function signIn(
  ports: WaysInPorts,
  { name, password, deviceName }: Credentials,
  homeserverUrl: string,
): Promise<Session> {
  return await letIn(ports, await ports.matrix.signIn({ homeserverUrl, user: name, password, deviceName }));
}

/** The same for an account of our homeserver that has just signed in on another page. */
export async function letIn({ parley, hold }: WaysInPorts, session: Session): Promise<Session> {
  hold(session);
  try {
    await parley.signIn();
  } catch (error) {
    if (codeOf(error) !== "NOT_ADMITTED") return session;
    await session.signOut().catch(() => {});
    throw error;
  }
  return session;
}

export type InviteStep = "account" | "admit" | "waiting" | "join";

/** Takes a newcomer, or someone with an account, into the space of an invitation. */
export async function acceptInvite(
  ports: WaysInPorts,
  request: {
    readonly code: string;
    readonly homeserverUrl: string;
    /** Null: goes on with the session that is here. */
    readonly credentials: (Credentials & { readonly isNew: boolean }) | null;
  },
  onStep: (step: InviteStep) => void,
): Promise<{ session: Session; spaceId: string | null }> {
  const { parley, clock } = ports;
  onStep("account");
  const session = await guestsSession(ports, request);
  ports.hold(session);
  onStep("admit");
  const { spaceId } = await whenUp(clock, () => parley.signIn({ inviteCode: request.code }));
  if (spaceId !== null) {
    onStep("waiting");
    await invited(session, spaceId, clock);
    onStep("join");
    try {
      await session.rooms.join(spaceId);
    } catch (error) {
      // Nobody who may invite is online: they let the newcomer in later, and the server's place says so.
      if (codeOf(error) !== "MATRIX_FORBIDDEN") throw error;
      return { session, spaceId };
    }
    await appears(session, clock, appearMs, () =>
      session.rooms.list.peek().spaces.some(({ id, membership }) => id === spaceId && membership === "join"),
    );
  }
  return { session, spaceId };
}

async function guestsSession(
  { matrix, parley, clock, session, whenLive }: WaysInPorts,
  { code, homeserverUrl, credentials }: Parameters<typeof acceptInvite>[1],
): Promise<Session> {
  if (credentials === null) return await whenLive();
  const { name, password, deviceName, isNew } = credentials;
  if (!isNew) return matrix.signIn({ homeserverUrl, user: name, password, deviceName });
  // A try that was cut off after the account was made goes on with it.
  if (session !== null && localpartOf(session.account.userId) === name) return await whenLive();
  const { registrationToken } = await whenUp(clock, () => parley.call("invites.redeem", { code }));
  return matrix.signUp({ homeserverUrl, username: name, password, deviceName, registrationToken });
}

/** Waits until someone has invited this account into the space, or the time is over. Both are well. */
function invited(session: Session, spaceId: string, clock: Clock): Promise<void> {
  return appears(session, clock, invitationMs, () => {
    const list = session.rooms.list.peek();
    return [...list.spaces, ...list.invites].some(({ id }) => id === spaceId);
  });
}

async function appears(session: Session, clock: Clock, atMost: number, here: () => boolean): Promise<void> {
  const over = new AbortController();
  const stop = session.rooms.list.subscribe(() => {
    if (here()) over.abort();
  });
  await sleep(clock, atMost, over.signal).catch(() => {});
  stop();
}
