import type { Clock, Random } from "@parley/kernel";
import type { StoredAccount } from "../contract/account.ts";
import type { IndexedDbPort } from "../contract/ports.ts";
import { matrixError } from "../errors.ts";
import {
  type Database,
  deleteDatabase,
  type Factory,
  factoryOf,
  openDatabase,
  resultOf,
  settled,
} from "./indexed-db.ts";
import { createSealingKey, type SealingKey } from "./seal.ts";
import { createSealedStore, type SealedStore, sealedRow } from "./sealed-store.ts";

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
  /** Deletes the account's key and values, then its sync cache and crypto store. */
  remove(account: StoredAccount): Promise<void>;
  /**
   * For a device that is signed out without its person's doing: as `remove`, but an unsaved recovery key stays, sealed,
   * for `inherit`. The account is not among `accounts` any more.
   */
  retire(account: StoredAccount): Promise<void>;
  /**
   * Gives a new device the unsaved recovery key that an earlier one of the same user left here; the earlier ones are
   * removed, whatever they have kept. Only those for which `holding` runs its second argument: while it runs, nobody
   * else may open the account's stores.
   */
  inherit(account: StoredAccount, holding: Holding): Promise<void>;
}

/** Runs `act` while it holds an account's stores; returns without running it when somebody else holds them. */
export type Holding = (account: StoredAccount, act: () => Promise<void>) => Promise<void>;

interface AccountRow {
  readonly id: string;
  readonly account: StoredAccount;
  readonly key: SealingKey;
  readonly usedAt: number;
  /** Set when only the recovery key is left. */
  readonly retired?: true;
}

const databaseName = "parley::vault";
const credentialsName = "credentials";
/** The recovery key until the person has said that it is kept elsewhere. */
export const recoveryKeyName = "recovery-key";

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

/** In one transaction: a row that was retired or removed in between must not come back as it was. */
async function noteUse(database: Database, account: StoredAccount, usedAt: number): Promise<void> {
  const transaction = database.transaction("accounts", "readwrite", { durability: "strict" });
  const done = settled(transaction);
  const accounts = transaction.objectStore("accounts");
  const found = knownRow(await resultOf(accounts.get(storePrefix(account))), account);
  accounts.put({ ...found, usedAt } satisfies AccountRow);
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

  /** Deletes the account's values but those named, its row unless another stands for it, and the SDK's stores. */
  const strip = async (account: StoredAccount, kept: string | null, left: AccountRow | null): Promise<void> => {
    const id = storePrefix(account);
    const transaction = (await database()).transaction(["accounts", "values"], "readwrite", { durability: "strict" });
    const done = settled(transaction);
    if (left === null) transaction.objectStore("accounts").delete(id);
    else transaction.objectStore("accounts").put(left);
    const values = transaction.objectStore("values");
    // In the same transaction: what is written between a look and the removal would stay for good.
    for (const key of await resultOf(values.index("account").getAllKeys(id))) {
      if (!Array.isArray(key) || key[1] !== kept) values.delete(key);
    }
    await done;
    await deleteDatabase(factory, `matrix-js-sdk:${id}`);
    await deleteDatabase(factory, `${id}::matrix-sdk-crypto`);
    await deleteDatabase(factory, `${id}::matrix-sdk-crypto-meta`);
    await deleteDatabase(factory, stagedFilesName(id));
  };

  /** The unsaved recovery key of an account, null too when it cannot be opened any more. */
  const unsavedKey = async (account: StoredAccount): Promise<string | null> => {
    try {
      return await sealed(account).get<string>(recoveryKeyName);
    } catch {
      return null;
    }
  };

  /** Gives `account` the unsaved recovery key of `earlier`, unless it has one; `earlier` keeps no copy. */
  const handOver = async (account: StoredAccount, earlier: AccountRow): Promise<void> => {
    const id = storePrefix(account);
    const key = (await unsavedKey(account)) ?? (await unsavedKey(earlier.account));
    if (key === null) return;
    const value = await sealedRow({ id, key: (await row(account)).key }, recoveryKeyName, key, ports.random);
    // Both or neither: the key must neither be lost on the way nor stay behind when its new holder has saved it.
    const transaction = (await database()).transaction("values", "readwrite", { durability: "strict" });
    const done = settled(transaction);
    transaction.objectStore("values").put(value);
    transaction.objectStore("values").delete([earlier.id, recoveryKeyName]);
    await done;
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
      transaction.objectStore("accounts").put({ id, account, key, usedAt: ports.clock.now() } satisfies AccountRow);
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
    remove: (account) => strip(account, null, null),
    async retire(account) {
      if ((await unsavedKey(account)) === null) return await strip(account, null, null);
      await strip(account, recoveryKeyName, { ...(await row(account)), retired: true });
    },
    async inherit(account, holding) {
      const id = storePrefix(account);
      const isEarlier = (found: AccountRow): boolean =>
        found.id !== id &&
        found.account.userId === account.userId &&
        found.account.homeserverUrl === account.homeserverUrl;
      // The last used first: a reset of the keys makes the others worthless.
      for (const found of (await allRows()).filter(isEarlier)) {
        await holding(found.account, async () => {
          await handOver(account, found);
          // Else it would be opened, and its rooms shown, once the new device is signed out.
          await strip(found.account, null, null);
        });
      }
    },
  };
}
