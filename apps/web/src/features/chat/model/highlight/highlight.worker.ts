import type { CodeLanguage } from "./languages.ts";
import { tokensOf } from "./tokens.ts";

/** What the page asks. */
export interface HighlightRequest {
  readonly id: number;
  readonly language: CodeLanguage;
  readonly code: string;
}

self.onmessage = async ({ data }: MessageEvent<HighlightRequest>) => {
  try {
    self.postMessage({ id: data.id, lines: await tokensOf(data.language, data.code) });
  } catch {
    // Shown without colours: nothing is lost.
    self.postMessage({ id: data.id, lines: null });
  }
};
