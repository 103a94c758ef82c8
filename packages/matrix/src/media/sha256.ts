/**
 * SHA-256 (FIPS 180-4) fed piece by piece: the platform's own digest wants all bytes at once, which a file of 100 MB
 * must not be.
 */
export class Sha256 {
  readonly #state = new Uint32Array(initial);
  readonly #block = new Uint8Array(64);
  readonly #view = new DataView(this.#block.buffer);
  readonly #words = new Uint32Array(64);
  #held = 0;
  #length = 0;

  update(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let at = 0;
    if (this.#held > 0) {
      at = Math.min(64 - this.#held, bytes.length);
      this.#block.set(bytes.subarray(0, at), this.#held);
      this.#held += at;
      if (this.#held < 64) return;
      this.#compress(this.#view, 0);
      this.#held = 0;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (; at + 64 <= bytes.length; at += 64) this.#compress(view, at);
    this.#block.set(bytes.subarray(at));
    this.#held = bytes.length - at;
  }

  /** The digest, 32 bytes. Nothing may be fed after it. */
  digest(): Uint8Array<ArrayBuffer> {
    const bits = this.#length * 8;
    this.#block[this.#held] = 0x80;
    this.#block.fill(0, this.#held + 1);
    if (this.#held >= 56) {
      this.#compress(this.#view, 0);
      this.#block.fill(0);
    }
    this.#view.setUint32(56, Math.floor(bits / 2 ** 32));
    this.#view.setUint32(60, bits >>> 0);
    this.#compress(this.#view, 0);
    const digest = new Uint8Array(32);
    const out = new DataView(digest.buffer);
    this.#state.forEach((word, index) => {
      out.setUint32(index * 4, word);
    });
    return digest;
  }

  #compress(view: DataView, at: number): void {
    const w = this.#words;
    for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(at + i * 4);
    for (let i = 16; i < 64; i += 1) {
      const early = w[i - 15] ?? 0;
      const late = w[i - 2] ?? 0;
      const s0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
      const s1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
      w[i] = (w[i - 16] ?? 0) + s0 + (w[i - 7] ?? 0) + s1;
    }
    const state = this.#state;
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let i = 0; i < 64; i += 1) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (rounds[i] ?? 0) + (w[i] ?? 0)) | 0;
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, index) => {
      state[index] = (state[index] ?? 0) + word;
    });
  }
}

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The first `count` prime numbers. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n += 1) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}

/** The first 32 bits behind the point (FIPS 180-4, 4.2.2 and 5.3.3 name the constants so). */
const fraction = (root: number): number => Math.floor((root % 1) * 2 ** 32);
const initial = primes(8).map((prime) => fraction(Math.sqrt(prime)));
const rounds = Uint32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
