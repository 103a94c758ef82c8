/** Ids of what an own message sends, while the homeserver has not got it. */
export interface LocalMedia {
  readonly file: string;
  readonly thumbnail: string | null;
}
