import type { RunEvent } from "@parley/agents";
import { wordsOf } from "./finish-run.ts";

/** A step as it was kept; to members without a provider's own words. */
export function shownStep(event: string, isAdmin: boolean): RunEvent {
  const read: RunEvent = JSON.parse(event);
  if (isAdmin) return read;
  if (read.type === "attempt-failed") return { ...read, fault: { ...read.fault, message: wordsOf(read.fault.kind) } };
  if (read.type === "ended" && read.end.type === "failed") {
    const { fault } = read.end;
    return { ...read, end: { ...read.end, fault: { ...fault, message: wordsOf(fault.kind) } } };
  }
  if (read.type !== "streamed") return read;
  const parts = read.parts.map((part) =>
    part.type === "error" ? { ...part, fault: { ...part.fault, message: wordsOf(part.fault.kind) } } : part,
  );
  return { ...read, parts };
}
