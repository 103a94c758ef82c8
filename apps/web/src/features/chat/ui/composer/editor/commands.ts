import { lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import type { MarkType, NodeType } from "prosemirror-model";
import { liftListItem, wrapInList } from "prosemirror-schema-list";
import { type Command, type EditorState, TextSelection } from "prosemirror-state";
import { isNamed, schema } from "../../../model/rich/schema.ts";

/** What the bar above the field can do. */
export type FormatName =
  | "strong"
  | "em"
  | "strike"
  | "code"
  | "spoiler"
  | "link"
  | "bullet_list"
  | "ordered_list"
  | "blockquote"
  | "code_block";

const { list_item, paragraph, code_block, blockquote } = schema.nodes;

/** Whether the selection stands within a node of the type. */
function within(state: EditorState, type: NodeType): boolean {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === type) return true;
  return false;
}

function hasMark(state: EditorState, type: MarkType): boolean {
  const { from, to, empty, $from } = state.selection;
  if (!empty) return state.doc.rangeHasMark(from, to, type);
  return type.isInSet(state.storedMarks ?? $from.marks()) !== undefined;
}

const toggleList =
  (type: NodeType): Command =>
  (state, dispatch) =>
    within(state, type) ? liftListItem(list_item)(state, dispatch) : wrapInList(type)(state, dispatch);

const toggleQuote: Command = (state, dispatch) =>
  within(state, blockquote) ? lift(state, dispatch) : wrapIn(blockquote)(state, dispatch);

/** Several lines become one block of code, and come apart again. */
const toggleCodeBlock: Command = (state, dispatch) => {
  if (within(state, code_block)) return setBlockType(paragraph)(state, dispatch);
  const { $from, $to } = state.selection;
  const range = $from.blockRange($to);
  if (range === null || $from.sameParent($to)) return setBlockType(code_block)(state, dispatch);
  const lines: string[] = [];
  state.doc.nodesBetween(range.start, range.end, (node) => {
    if (!node.isTextblock) return true;
    lines.push(node.textContent);
    return false;
  });
  if (dispatch === undefined) return true;
  const text = lines.join("\n");
  const block = code_block.create(null, text === "" ? [] : [schema.text(text)]);
  dispatch(state.tr.replaceRangeWith(range.start, range.end, block).scrollIntoView());
  return true;
};

/** Takes the link at the caret away, or makes one of the selection. */
export const setLink =
  (href: string | null): Command =>
  (state, dispatch) => {
    const { from, to, empty } = state.selection;
    const type = schema.marks.link;
    if (href === null) {
      const around = linkAround(state) ?? { from, to };
      dispatch?.(state.tr.removeMark(around.from, around.to, type));
      return true;
    }
    if (dispatch === undefined) return true;
    const mark = type.create({ href });
    if (empty) dispatch(state.tr.replaceSelectionWith(schema.text(href, [mark]), false).removeStoredMark(type));
    else {
      // What is typed next goes on behind the link.
      const tr = state.tr.addMark(from, to, mark);
      dispatch(tr.setSelection(TextSelection.create(tr.doc, to)).removeStoredMark(type));
    }
    return true;
  };

/** The words of the link that the caret stands in. */
function linkAround(state: EditorState): { from: number; to: number } | null {
  const { $from } = state.selection;
  const mark = $from.marks().find((each) => isNamed(each, "link"));
  if (mark === undefined) return null;
  let from = $from.pos;
  let to = $from.pos;
  let at = $from.start();
  let open = false;
  $from.parent.forEach((node) => {
    const linked = mark.isInSet(node.marks);
    const end = at + node.nodeSize;
    if (linked && !open) {
      if (at <= $from.pos) from = at;
      open = true;
    }
    if (linked && open && from <= $from.pos && (at <= $from.pos || to === at)) to = end;
    if (!linked) open = false;
    at = end;
  });
  return { from, to };
}

/** The language of the code that the caret stands in; null: it stands in none. */
export function languageAt(state: EditorState): string | null {
  const { parent } = state.selection.$from;
  return parent.type === code_block ? String(parent.attrs.language) : null;
}

/** Names the language of the code that the caret stands in. */
export const setLanguage =
  (language: string): Command =>
  (state, dispatch) => {
    const { $from } = state.selection;
    if ($from.parent.type !== code_block) return false;
    dispatch?.(state.tr.setNodeMarkup($from.before(), null, { language }));
    return true;
  };

/** Whether a format holds where the caret stands. */
export function isActive(state: EditorState, name: FormatName): boolean {
  const mark = name in schema.marks ? schema.marks[name] : undefined;
  if (mark !== undefined) return hasMark(state, mark);
  const node = schema.nodes[name];
  return node !== undefined && within(state, node);
}

/** What a button of the bar does; a link asks where it leads first. */
export function commandOf(name: FormatName): Command {
  if (name === "bullet_list" || name === "ordered_list") return toggleList(schema.nodes[name]);
  if (name === "blockquote") return toggleQuote;
  if (name === "code_block") return toggleCodeBlock;
  const mark = schema.marks[name];
  return mark === undefined ? () => false : toggleMark(mark);
}
