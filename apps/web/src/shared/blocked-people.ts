import { useSession } from "./contexts.ts";
import { useSignal } from "./use-signal.ts";

interface Named {
  readonly userId: string;
}

/** People as they are offered where one looks for somebody: whom one has blocked stands behind all others. */
export function blockedLast<T extends Named>(people: readonly T[], blocked: readonly string[]): readonly T[] {
  const shut = new Set(blocked);
  return people.some(({ userId }) => shut.has(userId))
    ? [...people.filter(({ userId }) => !shut.has(userId)), ...people.filter(({ userId }) => shut.has(userId))]
    : people;
}

/** The same before one looks for anyone: whom one has blocked is not offered. */
export function withoutBlocked<T extends Named>(people: readonly T[], blocked: readonly string[]): readonly T[] {
  const shut = new Set(blocked);
  return people.some(({ userId }) => shut.has(userId)) ? people.filter(({ userId }) => !shut.has(userId)) : people;
}

/** The ids of those whom one has blocked. */
export const useBlocked = (): readonly string[] => useSignal(useSession().people.blocked);
