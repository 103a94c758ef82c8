import type { CodeLanguage } from "./languages.ts";

/** Other names by which languages are called. */
const others: Readonly<Record<string, CodeLanguage>> = {
  "c++": "cpp",
  cc: "cpp",
  cjs: "javascript",
  cs: "csharp",
  dockerfile: "docker",
  ex: "elixir",
  golang: "go",
  gql: "graphql",
  h: "c",
  hpp: "cpp",
  hs: "haskell",
  js: "javascript",
  json5: "json",
  jsonc: "json",
  kt: "kotlin",
  makefile: "make",
  md: "markdown",
  mjs: "javascript",
  patch: "diff",
  ps1: "powershell",
  py: "python",
  rb: "ruby",
  rs: "rust",
  sh: "bash",
  shell: "bash",
  svg: "xml",
  ts: "typescript",
  yml: "yaml",
  zsh: "bash",
};

const known: readonly CodeLanguage[] = [
  "bash",
  "c",
  "cpp",
  "csharp",
  "css",
  "diff",
  "docker",
  "elixir",
  "go",
  "graphql",
  "haskell",
  "html",
  "ini",
  "java",
  "javascript",
  "json",
  "jsx",
  "kotlin",
  "lua",
  "make",
  "markdown",
  "nix",
  "php",
  "powershell",
  "python",
  "ruby",
  "rust",
  "scss",
  "sql",
  "swift",
  "toml",
  "tsx",
  "typescript",
  "xml",
  "yaml",
];

/** The language that a name means, or null: it is drawn without colours. */
export function languageNamed(name: string): CodeLanguage | null {
  const lower = name.toLowerCase();
  const other = Object.hasOwn(others, lower) ? others[lower] : undefined;
  return other ?? known.find((language) => language === lower) ?? null;
}
