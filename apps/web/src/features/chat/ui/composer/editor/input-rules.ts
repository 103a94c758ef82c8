import {
  InputRule,
  inputRules,
  textblockTypeInputRule,
  undoInputRule,
  wrappingInputRule,
} from "prosemirror-inputrules";
import type { MarkType } from "prosemirror-model";
import type { Command, EditorState, Plugin } from "prosemirror-state";
import { schema } from "../../../model/rich/schema.ts";
import { type Codes, emoticonOf, typedCode, typedEmoticon } from "../../../model/typed-emoji.ts";
import { meantLiterally } from "./literal.ts";

/** Gives back the letters that a rule has just taken: they are meant. */
export const undoRule: Command = (state, dispatch, view) =>
  undoInputRule(state, dispatch && ((tr) => dispatch(meantLiterally(tr))), view);

const notInCode = { inCodeMark: false };

/** Code was begun before and not ended yet: what is typed may be meant by the letter. */
function isCodeOpen(state: EditorState, position: number): boolean {
  const at = state.doc.resolve(position);
  const before = at.parent.textBetween(0, at.parentOffset, undefined, "\ufffc");
  return (before.match(/`/gu)?.length ?? 0) % 2 === 1;
}

/** Only the last letter is new: what comes all at once is not in the document yet, and is read once it is. */
const isTyped = (match: RegExpMatchArray, start: number, end: number): boolean => match[0].length - (end - start) <= 1;

/** `sign` words `sign` becomes words with a mark. `words` is the pattern's only group. */
function markRule(pattern: RegExp, sign: string, type: MarkType): InputRule {
  return new InputRule(
    pattern,
    (state, match, start, end) => {
      if (!isTyped(match, start, end)) return null;
      const words = match[1] ?? "";
      if (sign !== "`" && isCodeOpen(state, start + 1)) return null;
      // What may stand before the sign belongs to the match, not to the mark.
      const from = start + match[0].length - words.length - 2 * sign.length;
      const first = from + sign.length;
      const last = first + words.length;
      const mark = type.create();
      return state.tr
        .delete(last, end)
        .delete(from, first)
        .addMark(from, from + words.length, mark)
        .removeStoredMark(mark);
    },
    notInCode,
  );
}

const link = new InputRule(
  /\[([^[\]]+)\]\(((?:https?:\/\/|mailto:)[^\s()]+)\)$/u,
  (state, match, start, end) => {
    if (!isTyped(match, start, end)) return null;
    const [, words = "", href = ""] = match;
    const { tr } = state;
    return tr
      .delete(start + 1 + words.length, end)
      .delete(start, start + 1)
      .addMark(start, start + words.length, schema.mark("link", { href }))
      .removeStoredMark(schema.marks.link);
  },
  notInCode,
);

/** Markdown as one types it, and what emoticons and `:codes:` mean. */
export function createInputRules(codes: Codes): Plugin {
  const { strong, em, strike, code, spoiler } = schema.marks;
  const { heading, blockquote, bullet_list, ordered_list, code_block } = schema.nodes;
  return inputRules({
    rules: [
      markRule(/(?:^|[^*\\])\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/u, "**", strong),
      markRule(/(?:^|[^_\\\p{L}\p{N}])__([^_\s](?:[^_]*[^_\s])?)__$/u, "__", strong),
      markRule(/(?:^|[^*\\])\*([^*\s](?:[^*]*[^*\s])?)\*$/u, "*", em),
      markRule(/(?:^|[^_\\\p{L}\p{N}])_([^_\s](?:[^_]*[^_\s])?)_$/u, "_", em),
      markRule(/(?:^|[^~\\])~~([^~\s](?:[^~]*[^~\s])?)~~$/u, "~~", strike),
      markRule(/(?:^|[^|\\])\|\|([^|\s](?:[^|]*[^|\s])?)\|\|$/u, "||", spoiler),
      markRule(/(?:^|[^`\\])`([^`]+)`$/u, "`", code),
      link,
      textblockTypeInputRule(/^(#{1,3})\s$/u, heading, (match) => ({ level: match[1]?.length ?? 1 })),
      textblockTypeInputRule(/^```([\w+#.-]{0,32})\s$/u, code_block, (match) => ({ language: match[1] ?? "" })),
      wrappingInputRule(/^>\s$/u, blockquote),
      wrappingInputRule(/^[-+*]\s$/u, bullet_list),
      wrappingInputRule(
        /^(\d{1,3})[.)]\s$/u,
        ordered_list,
        (match) => ({ order: Number(match[1]) }),
        (match, node) => node.childCount + Number(node.attrs.order) === Number(match[1]),
      ),
      new InputRule(
        typedEmoticon,
        (state, match, start, end) => {
          const emoji = emoticonOf(match[1] ?? "");
          return emoji === null ? null : state.tr.insertText(`${emoji} `, start, end);
        },
        notInCode,
      ),
      new InputRule(
        typedCode,
        (state, match, start, end) => {
          const emoji = codes.of(match[1] ?? "");
          return emoji === null ? null : state.tr.insertText(emoji, start, end);
        },
        notInCode,
      ),
    ],
  });
}
