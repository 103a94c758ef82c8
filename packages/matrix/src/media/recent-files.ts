/** Clear files of this run that need not be fetched again: what was just sent or read. The oldest go beyond a bound. */
export class RecentFiles {
  readonly #files = new Map<string, Blob>();
  readonly #most: number;
  #held = 0;

  /** `most`: bytes that are kept. A single file of more than a quarter of it is not. */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): Blob | null {
    const file = this.#files.get(key);
    if (file === undefined) return null;
    this.#files.delete(key);
    this.#files.set(key, file);
    return file;
  }

  keep(key: string, file: Blob): void {
    this.forget(key);
    if (file.size > this.#most / 4) return;
    this.#files.set(key, file);
    this.#held += file.size;
    for (const oldest of this.#files.keys()) {
      if (this.#held <= this.#most) break;
      this.forget(oldest);
    }
  }

  forget(key: string): void {
    this.#held -= this.#files.get(key)?.size ?? 0;
    this.#files.delete(key);
  }
}
