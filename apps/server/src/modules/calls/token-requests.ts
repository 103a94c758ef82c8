import { AppError } from "@parley/kernel";
import { z } from "zod";
import { aliasOf, hashedIdentity, plainIdentity, roomSlot } from "./names.ts";

/** A request for a token, whichever way it was asked. */
export interface TokenRequest {
  readonly roomId: string;
  readonly slotId: string;
  readonly openId: { readonly token: string; readonly serverName: string };
  readonly deviceId: string;
  /** Whom the request says it is from; null: it does not say. */
  readonly claimedUserId: string | null;
  readonly identityOf: (userId: string) => string;
  readonly leave: { readonly delayId: string; readonly timeoutMs: number } | null;
}

const id = () => z.string().min(1).max(255);
/**
 * An identity in compatibility mode is `user:device`: with a port before the device it would be that of a person whose
 * homeserver's name ends in that port.
 */
const deviceId = () => id().regex(/^(?!\d{1,5}:)/, "no device is named so");
const openIdToken = () =>
  z.strictObject({
    access_token: z.string().min(1).max(1024),
    token_type: z.string().max(64).optional(),
    matrix_server_name: id(),
    expires_in: z.number().optional(),
  });
const delay = {
  delay_id: z
    .string()
    .min(1)
    .max(255)
    // It becomes part of an address, where these lead elsewhere.
    .regex(/^(?!\.{1,2}$)/)
    .optional(),
  /** Milliseconds; a day is the most that Synapse takes. */
  delay_timeout: z.int().min(1000).max(86_400_000).optional(),
  /** Not looked at: only our own homeserver is asked, whatever a client names. */
  delay_cs_api_url: z.string().max(2048).optional(),
};

// Made when first used: most servers hand out no token in their first minute.
let schemas: ReturnType<typeof makeSchemas> | null = null;
function makeSchemas() {
  return {
    plain: z.strictObject({ room: id(), openid_token: openIdToken(), device_id: deviceId(), ...delay }),
    hashed: z.strictObject({
      room_id: id(),
      // Whoever could name any slot could make any number of calls in a room.
      slot_id: z.literal(roomSlot),
      openid_token: openIdToken(),
      member: z.strictObject({ id: id(), claimed_user_id: id(), claimed_device_id: id() }),
      ...delay,
    }),
  };
}

/** `POST /sfu/get`: compatibility mode. Fields that nobody knows are refused, as the original does. */
export function plainRequest(body: unknown): TokenRequest {
  schemas ??= makeSchemas();
  const asked = parse(schemas.plain, body);
  return {
    roomId: asked.room,
    slotId: roomSlot,
    openId: { token: asked.openid_token.access_token, serverName: asked.openid_token.matrix_server_name },
    deviceId: asked.device_id,
    claimedUserId: null,
    identityOf: (userId) => plainIdentity(userId, asked.device_id),
    leave: leaveOf(asked),
  };
}

/** `POST /get_token` and, with its leave required, `POST /delegate_delayed_leave`: sticky mode. */
export function hashedRequest(body: unknown, { needsLeave }: { needsLeave: boolean }): TokenRequest {
  schemas ??= makeSchemas();
  const asked = parse(schemas.hashed, body);
  const leave = leaveOf(asked);
  if (needsLeave && leave === null) throw new AppError("BAD_PARAMS", "delay_id and delay_timeout are missing.");
  const { member } = asked;
  return {
    roomId: asked.room_id,
    slotId: asked.slot_id,
    openId: { token: asked.openid_token.access_token, serverName: asked.openid_token.matrix_server_name },
    deviceId: member.claimed_device_id,
    claimedUserId: member.claimed_user_id,
    identityOf: (userId) => hashedIdentity(userId, member.claimed_device_id, member.id),
    leave,
  };
}

export function seatOf(request: TokenRequest, userId: string): { alias: string; identity: string } {
  return { alias: aliasOf(request.roomId, request.slotId), identity: request.identityOf(userId) };
}

function leaveOf({ delay_id, delay_timeout }: { delay_id?: string | undefined; delay_timeout?: number | undefined }) {
  if (delay_id === undefined && delay_timeout === undefined) return null;
  if (delay_id === undefined || delay_timeout === undefined) {
    throw new AppError("BAD_PARAMS", "delay_id and delay_timeout come together.");
  }
  return { delayId: delay_id, timeoutMs: delay_timeout };
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new AppError("BAD_PARAMS", `${issue?.path.join(".") || "the body"}: ${issue?.message ?? "not as expected"}`);
}
