import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import { type CodeLanguage, loadLanguage } from "./languages.ts";

/** What a piece of code is; null: nothing in particular. */
export type TokenKind = "keyword" | "string" | "constant" | "function" | "comment" | "parameter" | "link" | null;

/** A piece of a line. */
export interface CodeToken {
  readonly kind: TokenKind;
  readonly text: string;
}

const theme = createCssVariablesTheme({ name: "parley", variablePrefix: "--", fontStyle: false });

const kinds: Readonly<Record<string, TokenKind>> = {
  "token-keyword": "keyword",
  "token-string": "string",
  "token-string-expression": "string",
  "token-constant": "constant",
  "token-function": "function",
  "token-comment": "comment",
  "token-parameter": "parameter",
  "token-link": "link",
};

/** Nobody reads lines that are longer: they are drawn without colours. UTF-16 units. */
const longestLine = 2_000;

let core: Promise<HighlighterCore> | null = null;

/** Code as lines of pieces. Loads the language first. */
export async function tokensOf(language: CodeLanguage, code: string): Promise<readonly (readonly CodeToken[])[]> {
  core ??= createHighlighterCore({
    themes: [theme],
    langs: [],
    // What a grammar has that this engine does not know is left out, never thrown.
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  const highlighter = await core;
  if (!highlighter.getLoadedLanguages().includes(language)) {
    await highlighter.loadLanguage((await loadLanguage(language)).default);
  }
  const lines = highlighter.codeToTokensBase(code, {
    lang: language,
    theme: "parley",
    tokenizeMaxLineLength: longestLine,
    // The first line of a language takes long: its patterns are made then. Whoever waits has a limit of their own.
    tokenizeTimeLimit: 4_000,
  });
  return lines.map((line) => {
    const pieces: { kind: TokenKind; text: string }[] = [];
    for (const { content, color } of line) {
      const kind = kinds[/var\(--([a-z-]+)\)/u.exec(color ?? "")?.[1] ?? ""] ?? null;
      const last = pieces.at(-1);
      // Neighbours of one kind, and the space between, are one piece: each costs an element.
      if (last !== undefined && (last.kind === kind || content.trim() === "")) last.text += content;
      else pieces.push({ kind, text: content });
    }
    return pieces;
  });
}
