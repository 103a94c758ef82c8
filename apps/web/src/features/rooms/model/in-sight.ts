import { useLayoutEffect } from "react";

/** How many cards stand on the page for one thing. */
const cards = new Map<string, number>();

/** Whether something has a card on the page: then nothing else need say it beside that. */
export const isInSight = (key: string): boolean => cards.has(key);

/** Keeps a card known while it is drawn. Before effects run, in which others look. */
export function useInSight(key: string): void {
  useLayoutEffect(() => {
    cards.set(key, (cards.get(key) ?? 0) + 1);
    return () => {
      const left = (cards.get(key) ?? 0) - 1;
      if (left > 0) cards.set(key, left);
      else cards.delete(key);
    };
  }, [key]);
}

export const removalKey = (roomId: string): string => `removal ${roomId}`;
export const askerKey = (roomId: string, userId: string): string => `asker ${roomId} ${userId}`;
