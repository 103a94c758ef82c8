import type { MediaCipher } from "../contract/media.ts";
import { matrixError } from "../errors.ts";
import { RecentFiles } from "./recent-files.ts";
import type { StagedFile, StagedFiles } from "./staged-files.ts";

/** What was sent stays at hand up to so many bytes: its echo shows it without fetching it again. */
const sentBytes = 64 * 1024 ** 2;

/** Ids of what is asked for beside what is being sent, out of all that lies here; null: that is not known. */
type AskedFor = (sending: ReadonlySet<string>, here: ReadonlySet<string> | null) => Promise<ReadonlySet<string>>;

/** Whoever names a file with another cipher names something else. */
const keyOf = (mxc: string, cipher: MediaCipher | null): string =>
  cipher === null ? mxc : `${mxc} ${cipher.key} ${cipher.iv} ${cipher.sha256}`;

/** Own files that are on their way, and those that have just arrived. */
export class LocalFiles {
  readonly #open: () => Promise<StagedFiles>;
  readonly #asked: AskedFor;
  /** As they were handed in, in this run. The browser keeps a Blob of a chosen file on the disk. */
  readonly #originals = new Map<string, Blob>();
  readonly #known = new Map<string, StagedFile>();
  readonly #sent = new RecentFiles(sentBytes);

  /** `open` may be called more than once; what it gives is loaded with the first file. `asked`: who else needs them. */
  constructor(open: () => Promise<StagedFiles>, asked: AskedFor = async (sending) => sending) {
    this.#open = open;
    this.#asked = asked;
  }

  /** Writes a file down. Until then and after it can be read here. */
  async stage(id: string, file: Blob, signal: AbortSignal): Promise<StagedFile> {
    this.#originals.set(id, file);
    try {
      return await (await this.#open()).stage(id, file, signal);
    } catch (fault) {
      this.#originals.delete(id);
      throw fault;
    }
  }

  /** An entry of the send queue names this file. */
  know(file: StagedFile): void {
    this.#known.set(file.id, file);
  }

  async read(id: string, type: string): Promise<Blob> {
    const original = this.#originals.get(id);
    if (original !== undefined) return new Blob([original], { type });
    const file = this.#known.get(id);
    if (file === undefined) throw matrixError("MATRIX_NOT_FOUND", "this file is not on its way");
    return await (await this.#open()).read(file, "clear", type);
  }

  /** What leaves for the homeserver. */
  async outgoing(file: StagedFile, as: "enciphered" | "clear"): Promise<Blob> {
    return await (await this.#open()).read(file, as, "application/octet-stream");
  }

  /** The homeserver has it, enciphered by `cipher` or in the clear. */
  arrived(id: string, mxc: string, cipher: MediaCipher | null): void {
    const original = this.#originals.get(id);
    if (original !== undefined) this.#sent.keep(keyOf(mxc, cipher), original);
  }

  /** The clear file behind an address, when it was just sent from here, and under this cipher. */
  sent(mxc: string, cipher: MediaCipher | null): Blob | null {
    return this.#sent.get(keyOf(mxc, cipher));
  }

  async forget(id: string): Promise<void> {
    this.#originals.delete(id);
    this.#known.delete(id);
    await (await this.#open()).delete(id);
  }

  /**
   * Takes up what earlier runs left, and clears away what nobody asks for any more where `clears`: only who sends what is
   * known. What cannot be done now is done by a later run: nobody waits for it.
   */
  takeUp(sending: ReadonlySet<string>, clears: boolean): void {
    this.#takeUp(sending, clears).catch(() => {});
  }

  async #takeUp(sending: ReadonlySet<string>, clears: boolean): Promise<void> {
    const staged = await this.#open().catch(() => null);
    const here = (await staged?.ids().catch(() => null)) ?? null;
    const asked = await this.#asked(sending, here);
    if (clears && here !== null) await staged?.keepOnly(new Set([...sending, ...asked]));
  }
}
