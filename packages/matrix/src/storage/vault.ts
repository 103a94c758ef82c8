import type { Clock, Random } from "@parley/kernel";
import type { StoredAccount } from "../contract/account.ts";
import type { IndexedDbPort } from "../contract/ports.ts";
import { matrixError } from "../errors.ts";
import { draftPrefix } from "./drafts.ts";
import {
  type Database,
  deleteDatabase,
  type Factory,
  factoryOf,
  type ObjectStore,
  openDatabase,
  resultOf,
  settled,
} from "./indexed-db.ts";
import type { HandOver, Holding } from "./inheritance.ts";
import { createSealingKey, type SealingKey } from "./seal.ts";
import {
  createSealedStore,
  keptFilePrefix,
  nullIfLost,
  outboxPrefix,
  type SealedStore,
  sealedRow,
} from "./sealed-store.ts";

/** What signs an account's requests and opens its crypto store. Lies in the vault sealed, never in the open. */
export interface Credentials {
  readonly accessToken: string;
  /** Null: the homeserver gave none, the access token does not expire by itself. */
  readonly refreshToken: string | null;
  /** Milliseconds since the epoch, null when unknown. */
  readonly expiresAt: number | null;
  /** 32 random bytes in base64 that encrypt the crypto store. */
  readonly storageKey: string;
  /** Set where the tokens come from a sign-in page by OAuth 2.0: they are renewed and revoked there. */
  readonly oauth?: OAuthClient;
}

/** This client as an OAuth provider knows it, and what the provider says of itself (`GET /auth_metadata`). */
export type OAuthClient = {
  readonly clientId: string;
  /** As JSON. */
  readonly metadata: string;
};

/** Accounts and their sealed values in one IndexedDB database, `parley::vault`. */
export interface Vault {
  /** The last used first. */
  accounts(): Promise<readonly StoredAccount[]>;
  /** Keeps a new account with its credentials and a sealing key of its own. */
  add(account: StoredAccount, credentials: Credentials): Promise<void>;
  touch(account: StoredAccount): Promise<void>;
  /** Rejects with MATRIX_STORE_LOST when the account, its key or its credentials are gone. */
  credentials(account: StoredAccount): Promise<Credentials>;
  setCredentials(account: StoredAccount, credentials: Credentials): Promise<void>;
  sealed(account: StoredAccount): SealedStore;
  /**
   * Deletes the account's key and values, then its sync cache and crypto store; and what its user's earlier devices left
   * here for the next one.
   */
  remove(account: StoredAccount): Promise<void>;
  /**
   * For a device that is signed out without its person's doing: as `remove`, but what nobody else has stays, sealed, for
   * `inherit`: an unsaved recovery key, unsent messages and drafts with their files. The account is not among `accounts` any
   * more.
   */
  retire(account: StoredAccount): Promise<void>;
  /**
   * Gives a device what earlier ones of the same user left here, and removes those: but for one whose things could not be
   * handed over, which is retired, and makes this reject. What `handOver` leaves where it is stays, retired. Only those for
   * which `holding` runs its second argument: while it runs, nobody else may open the account's stores. The device's own
   * are the caller's until `stop` aborts: then this rejects.
   */
  inherit(account: StoredAccount, holding: Holding, handOver: HandOver, stop?: AbortSignal): Promise<void>;
}

interface AccountRow {
  readonly id: string;
  readonly account: StoredAccount;
  readonly key: SealingKey;
  readonly usedAt: number;
  /** Set when only what waits for the user's next device is left. */
  readonly retired?: true;
}

const databaseName = "parley::vault";
const credentialsName = "credentials";
/** The recovery key until the person has said that it is kept elsewhere. */
export const recoveryKeyName = "recovery-key";

/** Whether a value is of those that only this browser has, and that outlive their device here. */
const staysBehind = (name: string): boolean =>
  name === recoveryKeyName || hasFiles(name) || name.startsWith(draftPrefix);

/** Whether files may lie beside it. */
const hasFiles = (name: string): boolean => name.startsWith(outboxPrefix) || name.startsWith(keptFilePrefix);

/** The database of an account's files that wait to be sent, by its store prefix. */
export const stagedFilesName = (prefix: string): string => `${prefix}::uploads`;

/** Prefix of everything that is stored for one device of one account: `parley::user::device`. */
export function storePrefix(account: StoredAccount): string {
  return `parley::${account.userId}::${account.deviceId}`;
}

/** The vault's database: opened when it is first asked for, and again when somebody has closed it. */
function vaultDatabase(factory: Factory): () => Promise<Database> {
  let opening: Promise<Database> | null = null;
  const open = async (): Promise<Database> => {
    const opened = await openDatabase(factory, databaseName, 1, (fresh) => {
      fresh.createObjectStore("accounts", { keyPath: "id" });
      fresh.createObjectStore("values", { keyPath: ["account", "name"] }).createIndex("account", "account");
    });
    // A newer version of the app, or the person clearing the site's data, must not wait for this page.
    const forget = () => {
      opening = null;
    };
    opened.onversionchange = () => {
      forget();
      opened.close();
    };
    opened.onclose = forget;
    return opened;
  };
  return () => {
    opening ??= open().catch((fault) => {
      opening = null;
      throw fault;
    });
    return opening;
  };
}

/** What the store `accounts` answered, if it is a row at all. */
function knownRow(found: unknown, account: StoredAccount): AccountRow {
  if (found === undefined) {
    throw matrixError("MATRIX_STORE_LOST", `nothing is kept here for ${account.userId} on this device`);
  }
  return found as AccountRow;
}

const isSameUser = ({ account }: AccountRow, { userId, homeserverUrl }: StoredAccount): boolean =>
  account.userId === userId && account.homeserverUrl === homeserverUrl;

/** The newest of all, whatever the clock says: it was turned back perhaps. */
async function nextUse(accounts: ObjectStore, now: number): Promise<number> {
  const rows = (await resultOf(accounts.getAll())) as AccountRow[];
  return Math.max(now, ...rows.map(({ usedAt }) => usedAt + 1));
}

/** In one transaction: a row that was retired or removed in between must not come back as it was. */
async function noteUse(database: Database, account: StoredAccount, now: number): Promise<void> {
  const transaction = database.transaction("accounts", "readwrite", { durability: "strict" });
  const done = settled(transaction);
  const accounts = transaction.objectStore("accounts");
  const found = knownRow(await resultOf(accounts.get(storePrefix(account))), account);
  accounts.put({ ...found, usedAt: await nextUse(accounts, now) } satisfies AccountRow);
  await done;
}

/** Opens the vault when it is first used; one per page or process. */
export function createVault(ports: { indexedDB: IndexedDbPort; clock: Clock; random: Random }): Vault {
  const factory = factoryOf(ports.indexedDB);
  const database = vaultDatabase(factory);

  const row = async (account: StoredAccount): Promise<AccountRow> => {
    const found = await resultOf(
      (await database()).transaction("accounts", "readonly").objectStore("accounts").get(storePrefix(account)),
    );
    return knownRow(found, account);
  };

  const sealed = (account: StoredAccount): SealedStore =>
    createSealedStore({
      id: storePrefix(account),
      database,
      key: async () => (await row(account)).key,
      random: ports.random,
    });

  /** All accounts' rows, the last used first. */
  const allRows = async (): Promise<AccountRow[]> => {
    const store = (await database()).transaction("accounts", "readonly").objectStore("accounts");
    const rows = (await resultOf(store.getAll())) as AccountRow[];
    return rows.sort((a, b) => b.usedAt - a.usedAt);
  };

  /**
   * Deletes the account's values, its row and its databases; where `left` is to stand for it and there is anything that
   * stays behind, that row and those stay.
   */
  const strip = async (account: StoredAccount, left: AccountRow | null): Promise<void> => {
    const id = storePrefix(account);
    const transaction = (await database()).transaction(["accounts", "values"], "readwrite", { durability: "strict" });
    const done = settled(transaction);
    const values = transaction.objectStore("values");
    const kept: string[] = [];
    // In the same transaction: what is written between a look and the removal would stay for good.
    for (const key of await resultOf(values.index("account").getAllKeys(id))) {
      const name = Array.isArray(key) ? String(key[1]) : "";
      if (left !== null && staysBehind(name)) kept.push(name);
      else values.delete(key);
    }
    if (left === null || kept.length === 0) transaction.objectStore("accounts").delete(id);
    else transaction.objectStore("accounts").put({ ...left, retired: true } satisfies AccountRow);
    await done;
    await deleteDatabase(factory, `matrix-js-sdk:${id}`);
    await deleteDatabase(factory, `${id}::matrix-sdk-crypto`);
    await deleteDatabase(factory, `${id}::matrix-sdk-crypto-meta`);
    if (!kept.some(hasFiles)) await deleteDatabase(factory, stagedFilesName(id));
  };

  return {
    accounts: async () => (await allRows()).filter((found) => found.retired !== true).map((found) => found.account),
    async add(account, credentials) {
      const id = storePrefix(account);
      const key = await createSealingKey();
      const value = await sealedRow({ id, key }, credentialsName, { ...credentials }, ports.random);
      // Both or neither: an account without its credentials would be offered at each start and never open.
      const transaction = (await database()).transaction(["accounts", "values"], "readwrite", { durability: "strict" });
      const done = settled(transaction);
      const accounts = transaction.objectStore("accounts");
      const usedAt = await nextUse(accounts, ports.clock.now());
      accounts.put({ id, account, key, usedAt } satisfies AccountRow);
      transaction.objectStore("values").put(value);
      await done;
    },
    async touch(account) {
      await noteUse(await database(), account, ports.clock.now());
    },
    async credentials(account) {
      const found = await sealed(account).get(credentialsName);
      if (found === null) throw matrixError("MATRIX_STORE_LOST", "the account's credentials are gone");
      return found as unknown as Credentials;
    },
    async setCredentials(account, credentials) {
      await sealed(account).put(credentialsName, { ...credentials });
    },
    sealed,
    async remove(account) {
      await strip(account, null);
      const left = (await allRows()).filter((found) => found.retired === true && isSameUser(found, account));
      for (const found of left) await strip(found.account, null);
    },
    // Without its key nothing of it can be opened any more.
    retire: async (account) => strip(account, await row(account).catch(nullIfLost)),
    async inherit(account, holding, handOver, stop = new AbortController().signal) {
      const next = await row(account);
      const isEarlier = (found: AccountRow): boolean =>
        found.id !== next.id && isSameUser(found, account) && (found.retired === true || found.usedAt <= next.usedAt);
      const faults: unknown[] = [];
      // The last used first: a reset of the keys makes the others worthless.
      for (const found of (await allRows()).filter(isEarlier)) {
        stop.throwIfAborted();
        await holding(found.account, async () => {
          try {
            const { random } = ports;
            const own = { stays: staysBehind, filesOf: stagedFilesName, stop };
            await handOver(found, next, { factory, database: await database(), random, ...own });
            await strip(found.account, found);
          } catch (fault) {
            faults.push(fault);
            // It may be handed over another time. But it must not be opened, and its rooms shown, in between.
            await strip(found.account, found);
          }
        });
      }
      if (faults.length > 0) throw faults[0];
    },
  };
}
