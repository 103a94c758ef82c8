const KEY_PREFIX = "~";

/** The key of a row that was written here, from its transaction id. */
export const keyOfTxn = (txnId: string): string => KEY_PREFIX + txnId;

/** The transaction id behind such a key, or null when the key is an event's id. */
export const txnOfKey = (key: string): string | null =>
  key.startsWith(KEY_PREFIX) ? key.slice(KEY_PREFIX.length) : null;
