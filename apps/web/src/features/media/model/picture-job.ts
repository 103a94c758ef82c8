/** What the worker is asked. */
export interface PictureJob {
  readonly id: number;
  readonly file: Blob;
  /** The frame of a film: only its small picture is wanted. */
  readonly frame: boolean;
}

/** A small picture, and what stands in its place until it is there. */
export interface SmallPicture {
  readonly file: Blob;
  readonly mimetype: string;
  readonly width: number;
  readonly height: number;
}

/** What the worker found out. */
export interface PictureMade {
  /** The picture without what it says beside itself. */
  readonly file: Blob;
  readonly mimetype: string;
  readonly width: number;
  readonly height: number;
  readonly small: SmallPicture | null;
  readonly blurhash: string | null;
}

/** `made` null: it is no picture that can be shown; it goes as a file. */
export interface PictureAnswer {
  readonly id: number;
  readonly made: PictureMade | null;
}
