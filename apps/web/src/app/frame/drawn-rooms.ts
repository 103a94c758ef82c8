/** A room that is drawn. Another `turn` draws it anew. */
export interface DrawnRoom {
  readonly roomId: string;
  readonly turn: number;
}

/** So many of those that were left last stay drawn. */
const behind = 3;

/**
 * The room in view first, behind it those left last, the newest first. Who leaves a room finds it again as if it were
 * opened anew: it is drawn anew, when there is time.
 */
export function goTo(drawn: readonly DrawnRoom[], roomId: string): readonly DrawnRoom[] {
  const [inView, ...others] = drawn;
  if (inView?.roomId === roomId) return drawn;
  const next = others.find((room) => room.roomId === roomId) ?? { roomId, turn: 0 };
  const left = inView === undefined ? [] : [{ roomId: inView.roomId, turn: inView.turn + 1 }];
  return [next, ...left, ...others.filter((room) => room !== next)].slice(0, 1 + behind);
}
