import { ConnectionError, Direction, type IContent, MatrixError, MatrixEvent, Method, type Room } from "matrix-js-sdk";
import type { SendFailure } from "../contract/timeline.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { SendError, type SendTransport, type WireEvent } from "./transport.ts";

/** How far back a lost answer is searched: pages of 100 events. */
const FIND_PAGES = 10;
const PAGE = 100;

/** Events that stay in the clear in encrypted rooms: the homeserver must understand them. */
const CLEAR_TYPES: ReadonlySet<string> = new Set(["m.reaction", "m.room.redaction"]);

/** The one method of the SDK's crypto that its public type leaves out. */
interface Encryptor {
  encryptEvent(event: MatrixEvent, room: Room): Promise<void>;
}

/**
 * The way to the homeserver past the SDK's own sending: that one keeps local echoes and a scheduler of its own, which
 * would double ours. Encryption is the SDK's; the request is ours, under our transaction id
 * (Matrix 1.16, client-server API 8.6 and `PUT /rooms/{roomId}/send`).
 */
export function createSdkTransport(handle: Pick<ClientHandle, "client">): SendTransport {
  const { client } = handle;

  async function encrypted(event: WireEvent): Promise<{ type: string; content: IContent }> {
    const plain = { type: event.type, content: event.content };
    if (CLEAR_TYPES.has(event.type)) return plain;
    const room = client.getRoom(event.roomId);
    const crypto = client.getCrypto();
    const must =
      event.encrypted ||
      room?.hasEncryptionStateEvent() === true ||
      (await crypto?.isEncryptionEnabledInRoom(event.roomId)) === true;
    if (!must) return plain;
    if (crypto === undefined || room === null) throw new SendError({ kind: "encryption" });
    const sealed = new MatrixEvent({
      type: event.type,
      content: { ...event.content },
      room_id: event.roomId,
      sender: client.getSafeUserId(),
      event_id: `~${event.txnId}`,
    });
    try {
      await (crypto as unknown as Encryptor).encryptEvent(sealed, room);
    } catch (thrown) {
      throw asSendError(thrown, room) ?? new SendError({ kind: "encryption" }, thrown);
    }
    if (!sealed.isEncrypted()) throw new SendError({ kind: "encryption" });
    return { type: sealed.getWireType(), content: sealed.getWireContent() };
  }

  return {
    isEncrypted: (roomId) => client.getRoom(roomId)?.hasEncryptionStateEvent() === true,
    newest(roomId) {
      const events = client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? [];
      return events.findLast((event) => event.getId()?.startsWith("$") === true)?.getId() ?? null;
    },
    shows(roomId, eventId) {
      const event = client.getRoom(roomId)?.findEventById(eventId);
      return event !== undefined && (!event.isEncrypted() || event.getClearContent() !== null || event.isRedacted());
    },
    async mustEncrypt(roomId) {
      if (client.getRoom(roomId)?.hasEncryptionStateEvent() === true) return true;
      return (await client.getCrypto()?.isEncryptionEnabledInRoom(roomId)) === true;
    },
    async upload(file, type, progress, signal) {
      const abortController = new AbortController();
      const stop = () => abortController.abort();
      signal.addEventListener("abort", stop, { once: true });
      const progressHandler = ({ loaded, total }: { loaded: number; total: number }) => {
        if (total > 0) progress(loaded / total);
      };
      try {
        if (signal.aborted) throw new SendError({ kind: "later", afterMs: null });
        // The name stays in the message: to the homeserver it is none of its business.
        const wishes = { type, includeFilename: false, progressHandler, abortController };
        return (await client.uploadContent(file, wishes)).content_uri;
      } catch (thrown) {
        const known = asSendError(thrown, null) ?? new SendError({ kind: "later", afterMs: null }, thrown);
        const refused = known.fault.kind === "never" && known.fault.reason === "not-in-room";
        throw refused ? new SendError({ kind: "never", reason: "forbidden" }, thrown) : known;
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
    async put(event, signal) {
      const wire = await encrypted(event);
      // Encrypting cannot be called off: what it took so long for must not leave after the end.
      if (signal.aborted) throw new SendError({ kind: "later", afterMs: null });
      const room = encodeURIComponent(event.roomId);
      const txn = encodeURIComponent(event.txnId);
      const path =
        event.redacts === null
          ? `/rooms/${room}/send/${encodeURIComponent(wire.type)}/${txn}`
          : `/rooms/${room}/redact/${encodeURIComponent(event.redacts)}/${txn}`;
      try {
        const answer = await client.http.authedRequest<{ event_id: string }>(
          Method.Put,
          path,
          undefined,
          event.redacts === null ? wire.content : { ...event.content },
          { abortSignal: signal, priority: "high" },
        );
        return answer.event_id;
      } catch (thrown) {
        throw (
          asSendError(thrown, client.getRoom(event.roomId)) ?? new SendError({ kind: "later", afterMs: null }, thrown)
        );
      }
    },
    async find(roomId, txnId, anchor, signal) {
      let from: string | null = null;
      try {
        for (let page = 0; page < FIND_PAGES && !signal.aborted; page += 1) {
          const answer = await client.createMessagesRequest(roomId, from, PAGE, Direction.Backward);
          for (const event of answer.chunk) {
            if (event.unsigned?.transaction_id === txnId) return { eventId: event.event_id };
            if (event.event_id === anchor) return "absent";
          }
          // The room's beginning: everything has been seen.
          if (answer.end === undefined || answer.end === from) return "absent";
          from = answer.end;
        }
      } catch (thrown) {
        throw asSendError(thrown, client.getRoom(roomId)) ?? new SendError({ kind: "later", afterMs: null }, thrown);
      }
      return "unknown";
    },
  };
}

/** What a refusal means for the queue; null when it is none of the homeserver's or the network's. */
function asSendError(thrown: unknown, room: Room | null): SendError | null {
  if (thrown instanceof SendError) return thrown;
  if (thrown instanceof ConnectionError) return new SendError({ kind: "later", afterMs: null }, thrown);
  if (!(thrown instanceof MatrixError)) return null;
  const reason = permanentReason(thrown, room);
  if (reason !== null) return new SendError({ kind: "never", reason }, thrown);
  return new SendError({ kind: "later", afterMs: thrown.isRateLimitError() ? retryAfter(thrown) : null }, thrown);
}

/** A limit without a time is waited for as long as Synapse's slowest bucket refills. */
const RATE_LIMIT_MS = 5_000;
const LONGEST_RATE_LIMIT_MS = 10 * 60_000;

function retryAfter(error: MatrixError): number {
  const said: unknown = error.data.retry_after_ms;
  const ms = typeof said === "number" && said >= 0 ? said : (headerMs(error) ?? RATE_LIMIT_MS);
  return Math.min(Math.max(ms, 1), LONGEST_RATE_LIMIT_MS);
}

function headerMs(error: MatrixError): number | null {
  try {
    return error.getRetryAfterMs();
  } catch {
    return null;
  }
}

function permanentReason(error: MatrixError, room: Room | null): SendFailure | null {
  const { httpStatus, errcode } = error;
  if (errcode === "M_TOO_LARGE" || httpStatus === 413) return "too-large";
  if (httpStatus === 403) return room === null || room.getMyMembership() !== "join" ? "not-in-room" : "forbidden";
  // 401: the session is renewed or ends; either way the entry stays for whoever comes after. 408, 429: later.
  if (httpStatus === undefined || httpStatus === 401 || httpStatus === 408 || httpStatus === 429) return null;
  return httpStatus >= 400 && httpStatus < 500 ? "rejected" : null;
}
