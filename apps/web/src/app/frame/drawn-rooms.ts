/** A room that is drawn. Another `turn` draws it anew. */
export interface DrawnRoom {
  readonly roomId: string;
  readonly turn: number;
  /** Left, and still drawn as it was then. */
  readonly left?: true;
}

/** So many of those that were left last stay drawn. */
const behind = 3;

/**
 * The room in view first, behind it those left last, the newest first. Who leaves a room finds it again as if it were
 * opened anew: see `drawAnew`.
 */
export function goTo(drawn: readonly DrawnRoom[], roomId: string): readonly DrawnRoom[] {
  const [inView, ...others] = drawn;
  if (inView?.roomId === roomId) return drawn;
  const known = others.find((room) => room.roomId === roomId);
  const left: readonly DrawnRoom[] = inView === undefined ? [] : [{ ...inView, left: true }];
  const next = known === undefined ? { roomId, turn: 0 } : anew(known);
  return [next, ...left, ...others.filter((room) => room !== known)].slice(0, 1 + behind);
}

/** Draws anew what was left: not at the change of room itself, which would wait for the old one to be taken down. */
export function drawAnew(drawn: readonly DrawnRoom[]): readonly DrawnRoom[] {
  return drawn.some(({ left }) => left) ? drawn.map(anew) : drawn;
}

function anew(room: DrawnRoom): DrawnRoom {
  return room.left ? { roomId: room.roomId, turn: room.turn + 1 } : room;
}
