import { AppError } from "@parley/kernel";
import type { Content, Target } from "../content/event-view.ts";
import type { SendFailure } from "../contract/timeline.ts";
import type { StagedFile } from "../media/staged-files.ts";
import { type Json, outboxPrefix } from "../storage/sealed-store.ts";

/** What a caller wants sent. */
export interface Outgoing {
  readonly roomId: string;
  readonly kind: "message" | "edit" | "reaction" | "redaction";
  /** Clear event type. */
  readonly type: string;
  /** Clear content. The relation of an edit or reaction is completed when its target has an id. */
  readonly content: Content;
  readonly target: Target | null;
  /** It does not leave before this time, so that it can be taken back. It holds nothing else up. */
  readonly heldUntil?: number;
  /** Who is told of it because it answers them; a change carries it on. Null or absent: nobody. */
  readonly repliedTo?: string | null;
}

/** A file that must be with the homeserver before the event that names it. */
export interface Upload extends StagedFile {
  readonly role: "file" | "thumbnail";
  readonly type: string;
  /** Where it lies there, and whether everyone can read it there. */
  readonly done: { readonly mxc: string; readonly clear: boolean } | null;
}

/** One entry as it is kept: everything that another run needs to go on. */
export interface Entry extends Outgoing {
  readonly txnId: string;
  /** Order over all rooms. */
  readonly seq: number;
  readonly createdAt: number;
  /** The room was encrypted when this was written: it must never leave in the clear. */
  readonly encrypted: boolean;
  /** When the first attempt left, which may have arrived. Null: never tried. */
  readonly triedAt: number | null;
  /** The room's newest known event before the first attempt: what came of it can only stand after this one. */
  readonly anchor: string | null;
  readonly failure: { readonly reason: SendFailure; readonly at: number } | null;
  /** Events that the target's transaction became, once known. */
  readonly targetEventId: string | null;
  readonly uploads?: readonly Upload[];
}

const VERSION = 1;

/** The name of an entry in the sealed store: sorts by `seq`. */
export const storeKey = (entry: { readonly seq: number; readonly txnId: string }): string =>
  `${outboxPrefix}${String(entry.seq).padStart(15, "0")}/${entry.txnId}`;

/** Most entries that may wait, over all rooms. */
export const MAX_ENTRIES = 500;
/** Most bytes of an entry's content: an event of 65,536 bytes must hold it, as base64 when it is encrypted. */
export const MAX_BYTES = { clear: 60_000, encrypted: 45_000 } as const;

/** Files that still have to go up. What lies there for everyone does not do where `encrypted` is asked for. */
export function missingUploads(entry: Entry, encrypted: boolean): readonly Upload[] {
  const must = encrypted || entry.encrypted;
  return (entry.uploads ?? []).filter(({ done }) => done === null || (done.clear && must));
}

/** UTF-8 length of content as JSON. */
export function contentBytes(content: Content): number {
  return new TextEncoder().encode(JSON.stringify(content)).length;
}

export function toJson(entry: Entry): Json {
  return JSON.parse(JSON.stringify({ v: VERSION, ...entry }));
}

const KINDS = ["message", "edit", "reaction", "redaction"];

/** Reads an entry back; null when it is none of this version. */
export function fromJson(value: Json | null): Entry | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  // The store authenticates what it gives back: only versions can differ, shapes within one cannot.
  const entry = value as unknown as Entry & { readonly v: unknown };
  if (entry.v !== VERSION || !KINDS.includes(entry.kind) || typeof entry.txnId !== "string") return null;
  const { v: _, ...rest } = entry;
  return rest;
}

export function tooLarge(bytes: number, limit: number): AppError {
  return new AppError("MATRIX_TOO_LARGE", `The message has ${bytes} bytes, at most ${limit} can be sent.`, {
    details: { bytes, limit },
  });
}

export function queueFull(): AppError {
  return new AppError("MATRIX_QUEUE_FULL", `${MAX_ENTRIES} messages are waiting already.`, {
    retryable: true,
    details: { limit: MAX_ENTRIES },
  });
}
