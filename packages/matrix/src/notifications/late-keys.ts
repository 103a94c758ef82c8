/** Most of one room: whoever sends there what nobody can read must not push what was said elsewhere out. */
const maxOfRoom = 100;
const maxKnown = 500;

interface Late {
  readonly roomId: string;
  /** News until then. */
  readonly until: number;
  /** It was told that something was said. */
  readonly told: boolean;
}

/** Events whose key did not come while it was waited for. It may still come. */
export class LateKeys {
  /** By event id, oldest first. */
  readonly #known = new Map<string, Late>();

  remember(id: string, late: Late): void {
    this.#known.delete(id);
    this.#known.set(id, late);
    const ofRoom = [...this.#known].filter(([, { roomId }]) => roomId === late.roomId);
    const [oldest] = ofRoom.length > maxOfRoom ? ofRoom : this.#known;
    if (oldest !== undefined && (ofRoom.length > maxOfRoom || this.#known.size > maxKnown)) {
      this.#known.delete(oldest[0]);
    }
  }

  /** What was remembered of an event, once. Null: nothing, or it is no news any more. */
  take(id: string, now: number): Late | null {
    const late = this.#known.get(id);
    this.#known.delete(id);
    return late === undefined || now > late.until ? null : late;
  }
}
