import { z } from "zod";
import { asked, decision, execRequest } from "./approvals.ts";
import { configChanged } from "./configuration.ts";
import { sessionAnew } from "./conversations.ts";
import { pendingDevice } from "./devices.ts";
import { newcomer } from "./invites.ts";
import { presenceEntry } from "./presence.ts";
import { agentEvent, chatEvent } from "./runs.ts";
import type { ScopeName } from "./scopes.ts";
import { partState } from "./stack.ts";

interface EventRow<P extends z.ZodType = z.ZodType> {
  /** Only connections that hold it are told. `public`: also before `connect`. */
  readonly scope: ScopeName | "public";
  readonly about: string;
  readonly payload: () => P;
}
const event = <P extends z.ZodType>(row: EventRow<P>): EventRow<P> => row;

/** What the server says unasked. */
export const events = {
  "connect.challenge": event({
    scope: "public",
    about: "First frame of every socket; the nonce is signed by device identities.",
    payload: () => z.object({ nonce: z.string(), ts: z.int() }),
  }),
  "tick": event({ scope: "operator.read", about: "Proof of life.", payload: () => z.object({ ts: z.int() }) }),
  "shutdown": event({
    scope: "operator.read",
    about: "The server ends; clients come back after the time named.",
    payload: () => z.object({ reason: z.string(), restartExpectedMs: z.int().optional() }),
  }),
  "health": event({
    scope: "operator.read",
    about: "Right after `hello-ok`, and whenever it changes: whether the parts that chat needs answer.",
    payload: () => z.object({ ok: z.boolean(), ts: z.int(), durationMs: z.number() }),
  }),
  "presence": event({
    scope: "operator.read",
    about: "A client of my account came, went or told of itself: all of them anew.",
    payload: () => z.object({ presence: z.array(presenceEntry()) }),
  }),
  "device.pair.requested": event({
    scope: "operator.pairing",
    about: "A device of my account waits to be paired, or for more rights.",
    payload: pendingDevice,
  }),
  "device.pair.resolved": event({
    scope: "operator.pairing",
    about: "A waiting device of my account was let in or refused.",
    payload: () =>
      z.object({
        requestId: z.string(),
        deviceId: z.string(),
        decision: z.enum(["approved", "rejected"]),
        ts: z.int(),
      }),
  }),
  "config.changed": event({
    scope: "operator.admin",
    about: "The file of settings was changed, by whatever way; one with faults changes nothing.",
    payload: configChanged,
  }),
  "exec.approval.requested": event({
    scope: "operator.approvals",
    about: "Somebody whom I may answer asks whether a command may run.",
    payload: () =>
      z.object({
        id: z.string(),
        ...asked(),
        request: execRequest(),
        createdAtMs: z.int(),
        expiresAtMs: z.int(),
      }),
  }),
  "exec.approval.resolved": event({
    scope: "operator.approvals",
    about: "A question was answered, or nobody answered in time.",
    payload: () =>
      z.object({ id: z.string(), decision: decision().nullable(), resolvedBy: z.string().nullable(), ts: z.int() }),
  }),
  "chat": event({
    scope: "operator.read",
    about: "An agent answers in a conversation of mine: the text so far, and how it ended.",
    payload: chatEvent,
  }),
  "sessions.anew": event({
    scope: "operator.read",
    about: "A conversation of mine began anew: what was said before is put aside.",
    payload: sessionAnew,
  }),
  "agent": event({
    scope: "operator.read",
    about: "A step of a run of mine.",
    payload: agentEvent,
  }),
  "stack.changed": event({ scope: "operator.admin", about: "A part changed its state.", payload: partState }),
  "invites.newcomer": event({
    scope: "operator.write",
    about: "Someone came by an invitation of yours; a running client of yours invites them into the space's rooms.",
    payload: newcomer,
  }),
};

export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = z.infer<ReturnType<(typeof events)[E]["payload"]>>;
