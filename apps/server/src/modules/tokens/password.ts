import { argon2, timingSafeEqual } from "node:crypto";
import type { Random } from "@parley/kernel";
import type { Transaction } from "kysely";
import type { Store } from "../../platform/store/store.ts";

interface PasswordTables {
  pairing_password: { only: number; salt: Uint8Array; hash: Uint8Array };
}

type Tx = Transaction<PasswordTables>;

const saltBytes = 16;
/** 19 MiB and two passes, as OWASP's Password Storage Cheat Sheet has it: tries are throttled besides. */
const cost = { parallelism: 1, tagLength: 32, memory: 19 * 1024, passes: 2 } as const;

/** The password by which devices may ask to be paired, as a slow hash. */
export function createPassword(store: Store, random: Random) {
  const reader = store.reader<PasswordTables>();
  /** One at a time: each takes 19 MiB while it is computed. */
  let last: Promise<unknown> = Promise.resolve();
  const hashOf = (password: string, salt: Uint8Array): Promise<Buffer> => {
    const work = last.then(() => slowHash(password, salt));
    last = work.catch(() => {});
    return work;
  };
  return {
    async set(password: string | null): Promise<void> {
      const salt = random.bytes(saltBytes);
      const hash = password === null ? null : await hashOf(password, salt);
      await store.write(async (tx: Tx) => {
        await tx.deleteFrom("pairing_password").execute();
        if (hash !== null) await tx.insertInto("pairing_password").values({ only: 1, salt, hash }).execute();
      });
    },
    /** Null: there is none. */
    async matches(password: string): Promise<boolean | null> {
      const row = await reader.selectFrom("pairing_password").selectAll().executeTakeFirst();
      if (!row) return null;
      return timingSafeEqual(await hashOf(password, row.salt), row.hash);
    },
  };
}

function slowHash(password: string, nonce: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2("argon2id", { message: password, nonce, ...cost }, (fault, hash) => (fault ? reject(fault) : resolve(hash)));
  });
}
