import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin } from "vite";

/** The part of a written chunk that decides whether it belongs to the shell. */
interface Written {
  readonly type: "chunk" | "asset";
  readonly fileName: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly facadeModuleId?: string | null;
  readonly viteMetadata?: { readonly importedCss: ReadonlySet<string>; readonly importedAssets: ReadonlySet<string> };
}

/** Parts that few ever need: kept when they were used, not before. */
const onlyWhenUsed =
  /node_modules\/(?:@shikijs|shiki|emojibase-data)\/|calls\/model\/(?:noise-filter|blur\/own-blur)\.ts$/;
const wasmOnlyWhenUsed = /\/(?:rnnoise_simd|selfie_segmentation)[-_][^/]*\.wasm$/;
/** Of the fonts the Latin ones: other scripts come when they are shown. */
const fonts = /-latin-(?:wght-)?normal-.*\.woff2$/;
const publicFiles = /^(?:favicon.*\.svg|manifest\.webmanifest|icon-192\.png)$/;

/** Everything that the page loads now or by one of its own dynamic imports. */
export function shellFiles(bundle: Readonly<Record<string, Written>>): readonly string[] {
  const files = new Set<string>();
  const queue = Object.values(bundle).filter(({ facadeModuleId }) => facadeModuleId?.endsWith("/index.html"));
  for (const chunk of queue) {
    if (files.has(chunk.fileName)) continue;
    files.add(chunk.fileName);
    for (const name of [...(chunk.viteMetadata?.importedCss ?? [])]) files.add(name);
    for (const name of [...(chunk.viteMetadata?.importedAssets ?? [])]) if (!name.endsWith(".woff2")) files.add(name);
    for (const name of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) {
      const next = bundle[name];
      if (next !== undefined && !onlyWhenUsed.test(next.facadeModuleId ?? "")) queue.push(next);
    }
  }
  for (const name of Object.keys(bundle)) {
    if ((name.endsWith(".wasm") && !wasmOnlyWhenUsed.test(name)) || fonts.test(name)) files.add(name);
  }
  return [...files].sort();
}

/**
 * From `source`, a path in the web client: builds `sw.js` after the pages: one classic script that knows the files of this build. Its content changes with them,
 * so that browsers find the update.
 */
export function serviceWorker(source: string): Plugin {
  let root = "";
  let outDir = "";
  return {
    name: "parley:service-worker",
    apply: "build",
    configResolved(config) {
      root = config.root;
      outDir = join(config.root, config.build.outDir);
    },
    writeBundle: {
      order: "post",
      sequential: true,
      async handler(_options, bundle) {
        const html = await readFile(join(outDir, "index.html"), "utf8");
        const entry = /<script type="module"[^>]* src="([^"]+)"/.exec(html)?.[1];
        if (entry === undefined) throw new Error("index.html has no module script");
        const extra = (await readdir(outDir)).filter((name) => publicFiles.test(name)).sort();
        const files = shellFiles(bundle);
        const listed = ["/", ...[...extra, ...files].map((file) => `/${file}`)];
        const hash = createHash("sha256").update(html).update(listed.join("\n"));
        for (const path of extra) hash.update(await readFile(join(outDir, path)));
        await build({
          configFile: false,
          root,
          publicDir: false,
          logLevel: "warn",
          define: { parleyShell: JSON.stringify({ version: hash.digest("hex").slice(0, 16), entry, files: listed }) },
          build: {
            outDir,
            emptyOutDir: false,
            target: "es2023",
            modulePreload: false,
            reportCompressedSize: false,
            rolldownOptions: { input: join(root, source), output: { format: "iife", entryFileNames: "sw.js" } },
          },
        });
      },
    },
  };
}
