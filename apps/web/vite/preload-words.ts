import type { Plugin } from "vite";

const table = "const words = {}[";
const packs = /\/src\/words\/([a-z]{2})\.ts$/u;

/**
 * Tells the script in the head which file holds the words of a language, so that the chosen one comes along with the
 * client, not after it.
 */
export function preloadWords(): Plugin {
  return {
    name: "parley:preload-words",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const files: Record<string, string> = {};
        for (const chunk of Object.values(bundle ?? {})) {
          const language = chunk.type === "chunk" ? packs.exec(chunk.facadeModuleId ?? "")?.[1] : undefined;
          if (language !== undefined) files[language] = `/${chunk.fileName}`;
        }
        if (Object.keys(files).length === 0) throw new Error("no chunk holds the words of a language");
        if (!html.includes(table)) throw new Error("index.html has no place for the words of languages");
        return html.replace(table, `const words = ${JSON.stringify(files)}[`);
      },
    },
  };
}
