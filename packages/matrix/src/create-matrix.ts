import type { Scope } from "@parley/kernel";
import { type FreshDevice, signInByPassword, signUpByToken, usernameState } from "./auth/sign-in.ts";
import type { StoredAccount } from "./contract/account.ts";
import type { Elsewhere } from "./contract/elsewhere.ts";
import type { Matrix } from "./contract/matrix.ts";
import type { MatrixPorts } from "./contract/ports.ts";
import type { Session } from "./contract/session.ts";
import { mapped, matrixError, toMatrixError } from "./errors.ts";
import { draftRooms } from "./storage/draft-names.ts";
import { draftPrefix } from "./storage/drafts.ts";
import type { HandOver, Holding } from "./storage/inheritance.ts";
import { keptFilePrefix, outboxPrefix, type SealedStore } from "./storage/sealed-store.ts";
import { readSnapshot } from "./storage/snapshot.ts";
import { type Credentials, createVault, recoveryKeyName, storePrefix } from "./storage/vault.ts";

/** Loaded when an earlier device has left something. */
const handOver: HandOver = async (...devices) => (await import("./outbox/hand-over.ts")).handOver(...devices);

/** The room of a file that waits beside a draft, or null. */
async function roomOf(sealed: SealedStore, name: string): Promise<string | null> {
  const value = await sealed.get(name).catch(() => null);
  if (typeof value !== "object" || value === null || !("roomId" in value)) return null;
  return typeof value.roomId === "string" ? value.roomId : null;
}

/** Loaded when someone looks beyond our own homeserver. */
function createElsewhere(
  ports: MatrixPorts,
  begin: (fresh: FreshDevice, password: string | null, own?: boolean) => Promise<Session>,
): Elsewhere {
  const load = () => import("./auth/elsewhere.ts");
  return {
    find: (typed) => mapped(async () => (await import("./auth/find-homeserver.ts")).findHomeserver(ports.fetch, typed)),
    ways: (baseUrl, name) =>
      mapped(async () => (await import("./auth/find-homeserver.ts")).waysIn(ports.fetch, { name, baseUrl, own: true })),
    departBySso: (found, provider, returnTo) =>
      mapped(async () => (await load()).departBySso(ports, found, provider, returnTo)),
    departByOAuth: (found, returnTo, create) =>
      mapped(async () => (await load()).departByOAuth(ports, found, returnTo, create)),
    arrive: (ticket, address, deviceName) =>
      mapped(async () =>
        begin(await (await load()).arrive(ports, ticket, address, deviceName), null, ticket.own === true),
      ),
    openIdToken: (session) => mapped(async () => (await load()).requestOpenIdToken(ports, session)),
    signIn: ({ found, user, password, deviceName }) =>
      mapped(async () => {
        const request = { homeserverUrl: found.baseUrl, user, password, deviceName };
        return await begin(await signInByPassword(ports, request), password);
      }),
    signUp({ found, username, password, deviceName, leadsTo = null }) {
      const request = { homeserverUrl: found.baseUrl, username, password, deviceName, leadsTo };
      const stages = import("./auth/sign-up-elsewhere.ts").then((module) => module.signUpByStages(ports, request));
      stages.catch(() => {});
      return {
        go: (answer) =>
          mapped(async () => {
            const next = await (await stages)(answer);
            return "stage" in next ? next : await begin(next, password);
          }),
      };
    },
  };
}

/**
 * The package's face to an app; one per page or process. Loads nothing heavy by itself: the SDK comes with the first
 * session. `ports.indexedDB` must also be the global one, because the SDK's crypto opens its store there.
 */
export function createMatrix(ports: MatrixPorts): Matrix {
  const vault = createVault(ports);
  const running = new Set<string>();

  /** Another tab's session holds the lock of the account's name, one of this page stands in `running`. */
  const holding: Holding = async (account, act) => {
    const id = storePrefix(account);
    if (running.has(id)) return;
    if (ports.locks === null) return await act();
    await ports.locks.request(id, { mode: "exclusive", ifAvailable: true }, async (lock) => {
      if (lock !== null) await act();
    });
  };
  /** Without it the person enters the recovery key by hand: no reason to refuse the account. */
  const takeOverEarlier = (account: StoredAccount, { signal }: Scope): Promise<void> =>
    vault.inherit(account, holding, handOver, signal).catch((thrown) => {
      ports.log.warn("what an earlier device left could not be taken over", { code: toMatrixError(thrown).code });
    });

  const start = async (account: StoredAccount, password: string | null): Promise<Session> => {
    const id = storePrefix(account);
    // Two clients on one crypto store destroy it; between tabs the lock stands in between, here this does.
    if (running.has(id)) throw matrixError("MATRIX_UNEXPECTED", "this account's session is already running");
    running.add(id);
    try {
      const [{ createSession }, snapshot] = await Promise.all([
        import("./session/session.ts"),
        // A snapshot that cannot be opened is only a slower first picture.
        readSnapshot(vault.sealed(account)).catch(() => null),
      ]);
      const inherit = (reign: Scope) => takeOverEarlier(account, reign);
      const ended = () => running.delete(id);
      return await createSession({ account, ports, vault, snapshot, password, inherit, ended });
    } catch (thrown) {
      running.delete(id);
      throw thrown;
    }
  };
  const begin = async (
    fresh: { account: StoredAccount; credentials: Credentials },
    password: string | null,
  ): Promise<Session> => {
    const id = storePrefix(fresh.account);
    const isOthers = (known: StoredAccount): boolean =>
      storePrefix(known) === id && known.homeserverUrl !== fresh.account.homeserverUrl;
    // What is kept here belongs to the homeserver that it came from, whatever another one calls its accounts.
    if ((await vault.accounts()).some(isOthers)) {
      throw matrixError("MATRIX_UNEXPECTED", "another homeserver's account of this name and device is kept here");
    }
    await vault.add(fresh.account, fresh.credentials);
    // Keys, unsent messages and drafts lie in this browser alone.
    ports.store?.persist().catch(() => ports.log.info("the browser gives no word on keeping what lies here"));
    return await start(fresh.account, password);
  };

  const ended = async (account: StoredAccount, act: () => Promise<void>): Promise<void> => {
    let done = false;
    await holding(account, async () => {
      await act();
      done = true;
    });
    if (!done) throw matrixError("MATRIX_UNEXPECTED", "close the account's session before it is forgotten");
  };

  return {
    accounts: () => mapped(() => vault.accounts()),
    snapshot: (account) => mapped(() => readSnapshot(vault.sealed(account))),
    onlyHere: (account) =>
      mapped(async () => {
        const sealed = vault.sealed(account);
        const names = await sealed.keys("");
        const under = (prefix: string) => names.filter((name) => name.startsWith(prefix));
        const drafts = draftRooms(under(draftPrefix).map((name) => name.slice(draftPrefix.length)));
        for (const name of under(keptFilePrefix)) drafts.add((await roomOf(sealed, name)) ?? name);
        return {
          unsent: under(outboxPrefix).length,
          drafts: drafts.size,
          recoveryKey: names.includes(recoveryKeyName),
        };
      }),
    signIn: (request) => mapped(async () => begin(await signInByPassword(ports, request), request.password)),
    elsewhere: createElsewhere(ports, (fresh, password, own) =>
      begin(own === true ? fresh : { ...fresh, account: { ...fresh.account, elsewhere: true } }, password),
    ),
    signUp: (request) =>
      mapped(async () => {
        const session = await begin(await signUpByToken(ports, request), request.password);
        if (request.displayName !== undefined && request.displayName !== "") {
          // The account stands: a name that could not be set is no reason to call the sign-up failed.
          await session.own.setDisplayName(request.displayName).catch(() => {
            ports.log.warn("the display name could not be set");
          });
        }
        return session;
      }),
    resume: (account) =>
      mapped(async () => {
        await vault.credentials(account);
        return await start(account, null);
      }),
    usernameState: (homeserverUrl, username) => usernameState(ports.fetch, homeserverUrl, username),
    forget: (account) => mapped(() => ended(account, () => vault.remove(account))),
    retire: (account) => mapped(() => ended(account, () => vault.retire(account))),
  };
}
