import type { Arrangement } from "@parley/matrix";

/** What the rows of the page of channels can do. */
export interface ChannelDeeds {
  put(channelId: string, to: { readonly categoryId: string | null; readonly at: number }): void;
  step(channelId: string, step: -1 | 1): void;
  putCategory(categoryId: string, at: number): void;
  /** Takes a channel off the server. */
  unlist(channelId: string): void;
  rename(category: Arrangement): void;
  remove(category: Arrangement): void;
}
