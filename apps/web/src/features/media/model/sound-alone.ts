/** Held weakly: a player that is gone with its message is nobody's to stop. */
let latest: WeakRef<HTMLMediaElement> | null = null;

/** For a player that begins: what was begun before it waits where it is, so that one thing is heard at a time. */
export function soundAlone(player: HTMLMediaElement): void {
  const before = latest?.deref();
  latest = new WeakRef(player);
  if (before !== undefined && before !== player) before.pause();
}
