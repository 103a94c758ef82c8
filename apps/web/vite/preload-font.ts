import type { Plugin } from "vite";

/** Names the one font file that every page needs in the head, so that it arrives with the first paint. */
export function preloadFont(name: RegExp): Plugin {
  return {
    name: "parley:preload-font",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const file = Object.keys(bundle ?? {}).find((key) => name.test(key));
        if (file === undefined) throw new Error(`no font matches ${name}`);
        return [
          {
            tag: "link",
            injectTo: "head",
            attrs: { rel: "preload", as: "font", type: "font/woff2", href: `/${file}`, crossorigin: true },
          },
        ];
      },
    },
  };
}
