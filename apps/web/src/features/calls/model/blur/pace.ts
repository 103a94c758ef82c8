/** Below this many pictures a second a face is seen to jerk. */
const tooFew = 12;
/** What it takes to call it quick again: no back and forth about one picture. */
const enough = 15;
/** The first pictures take long: shaders and code are made ready for them. */
const warmUp = 5;
const windowMs = 2000;

/** Tells how many pictures a second could be made, by how long the last ones took; null: not known yet. */
export interface Pace {
  /** One more took `ms`. True when it has become known that they are too few, false that they are enough again. */
  took(ms: number): boolean | null;
}

export function createPace(): Pace {
  let seen = 0;
  let count = 0;
  let sum = 0;
  let slowBefore = false;
  let told = false;
  return {
    took(ms) {
      seen += 1;
      if (seen <= warmUp) return null;
      count += 1;
      sum += ms;
      if (sum < windowMs && count < 60) return null;
      const pictures = (count * 1000) / Math.max(1, sum);
      count = 0;
      sum = 0;
      const slow = pictures < (told ? enough : tooFew);
      // Twice in a row: something else may have kept the machine busy for a moment.
      const same = slow === slowBefore;
      slowBefore = slow;
      if (!same || slow === told) return null;
      told = slow;
      return slow;
    },
  };
}
