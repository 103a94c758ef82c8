/** Where addresses of Blobs come from. */
export interface UrlPort {
  create(blob: Blob): string;
  revoke(url: string): void;
}

/** An address of a Blob, until it is freed. */
export interface HeldUrl {
  readonly url: string;
  /** Once is enough; more does no harm. */
  free(): void;
}

/** Object URLs, counted: each that is made is freed by whoever made it. */
export interface ObjectUrls {
  make(blob: Blob): HeldUrl;
  /** How many stand now. */
  readonly live: number;
}

export function createObjectUrls(port: UrlPort): ObjectUrls {
  const live = new Set<string>();
  return {
    make(blob) {
      const url = port.create(blob);
      live.add(url);
      return {
        url,
        free() {
          if (live.delete(url)) port.revoke(url);
        },
      };
    },
    get live() {
      return live.size;
    },
  };
}

/** Those of the page. */
export const pageUrls = createObjectUrls({
  create: (blob) => URL.createObjectURL(blob),
  revoke: (url) => URL.revokeObjectURL(url),
});
