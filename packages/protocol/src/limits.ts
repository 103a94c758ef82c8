/** Sizes, counts and times of the contract. Bytes, milliseconds. */
export const limits = {
  frameIdLength: 128,
  /** A frame before `connect` succeeded. */
  frameBytesBeforeConnect: 64 * 1024,
  frameBytesV3: 512 * 1024,
  frameBytesV4: 4 * 1024 * 1024,
  /** Outgoing bytes that may wait for one slow connection before it is closed. */
  bufferedBytes: 4 * 1024 * 1024,
  /** Depth of brackets that a JSON body or frame may nest. */
  jsonDepth: 64,
  httpBodyBytes: 1024 * 1024,
  handshakeMs: 15_000,
  tickMs: 30_000,
  sessionMs: 15 * 60_000,
  /** A session is checked against its homeserver at least this often, so a signed-out device is dead within a minute. */
  sessionCheckMs: 30_000,
  /** Of a code in a link: 256 bits in base64url. */
  codeLength: 43,
  setupCodeMs: 24 * 60 * 60_000,
  inviteMaxUses: 1000,
  inviteMaxMs: 365 * 24 * 60 * 60_000,
  /** How long a redeemed invitation waits for its account to be made. */
  redemptionMs: 15 * 60_000,
  /** What a person calls an access token. */
  tokenNameLength: 64,
  /** For how long an access token may be made that ends by itself: ten years. */
  tokenLifeMs: 3650 * 24 * 60 * 60_000,
  /** How far the moment of a device's signature may be from now, to both sides. */
  deviceSkewMs: 10 * 60_000,
  /** How long a device waits for somebody to pair it. */
  pairingMs: 5 * 60_000,
  idempotencyMs: 10 * 60_000,
  logTailLines: 500,
  /** Of `logs.tail`: lines and bytes of one answer. */
  logLinesMost: 5000,
  logBytesMost: 1_000_000,
  logBytesUsual: 250_000,
  conversationKeyLength: 256,
  /** An event of others at `/hooks/…`, and what of it an agent is told, in characters. */
  hookBodyBytes: 256 * 1024,
  hookTextLength: 50_000,
  /** Characters of one message to or from an agent. */
  messageLength: 200_000,
} as const;
