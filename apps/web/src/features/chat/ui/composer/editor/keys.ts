import {
  baseKeymap,
  chainCommands,
  exitCode,
  liftEmptyBlock,
  newlineInCode,
  setBlockType,
  splitBlock,
} from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import {
  type Command,
  type EditorState,
  type Plugin,
  Selection,
  TextSelection,
  type Transaction,
} from "prosemirror-state";
import { schema } from "../../../model/rich/schema.ts";
import { commandOf } from "./commands.ts";
import { undoRule } from "./input-rules.ts";

const { list_item, paragraph, code_block } = schema.nodes;
const { spoiler, code } = schema.marks;

/** Leaves code for a line below it, without its last letters. */
function leave(state: EditorState, letters: number): Transaction {
  const { tr } = state;
  const { $head } = state.selection;
  if (letters > 0) tr.delete($head.pos - letters, $head.pos);
  const after = tr.selection.$head.after();
  tr.insert(after, paragraph.create());
  return tr.setSelection(Selection.near(tr.doc.resolve(after + 1))).scrollIntoView();
}

/** The code before the caret, when the caret stands at its end; else null. */
function codeBefore({ selection: { $head, empty } }: EditorState): string | null {
  const { parent, parentOffset } = $head;
  return empty && parent.type === code_block && parentOffset === parent.content.size ? parent.textContent : null;
}

/** A closing fence at the end of code leaves it. */
const closeCode: Command = (state, dispatch) => {
  const [fence] = /(?:^|\n)```$/u.exec(codeBefore(state) ?? "") ?? [];
  if (fence === undefined) return false;
  dispatch?.(leave(state, fence.length));
  return true;
};

/** An empty line at the end of code leaves it; code without a letter is none. */
const leaveCode: Command = (state, dispatch) => {
  const code = codeBefore(state);
  if (code === "") return setBlockType(paragraph)(state, dispatch);
  if (code?.endsWith("\n") !== true) return false;
  dispatch?.(leave(state, 1));
  return true;
};

/** Two spaces, as most code that people share is indented. */
const step = "  ";

/** The starts of the lines of code that the selection touches; null: it does not stand in code. */
function codeLines({ selection: { $from, $to } }: EditorState): readonly number[] | null {
  if ($from.parent.type !== code_block || !$from.sameParent($to)) return null;
  const text = $from.parent.textContent;
  const first = text.lastIndexOf("\n", $from.parentOffset - 1) + 1;
  const starts = [first];
  for (let at = text.indexOf("\n", first); at !== -1 && at < $to.parentOffset; at = text.indexOf("\n", at + 1)) {
    starts.push(at + 1);
  }
  return $from.parentOffset === 0 ? [0, ...starts.filter((start) => start > 0)] : starts;
}

/** In code Tab indents: the lines of a selection, else from the caret on. */
const indentCode: Command = (state, dispatch) => {
  const starts = codeLines(state);
  if (starts === null) return false;
  const { tr } = state;
  const begin = state.selection.$from.start();
  if (state.selection.empty) tr.insertText(step);
  else for (const start of starts.toReversed()) tr.insertText(step, begin + start);
  dispatch?.(tr.scrollIntoView());
  return true;
};

const outdentCode: Command = (state, dispatch) => {
  const starts = codeLines(state);
  if (starts === null) return false;
  const { tr } = state;
  const { $from } = state.selection;
  for (const start of starts.toReversed()) {
    const [spaces = ""] = /^(?:\t| {1,2})?/u.exec($from.parent.textContent.slice(start)) ?? [];
    if (spaces !== "") tr.delete($from.start() + start, $from.start() + start + spaces.length);
  }
  dispatch?.(tr.scrollIntoView());
  return true;
};

/** ↓ at the end of the last block leaves it, when no line can be reached otherwise. */
const leaveBelow: Command = (state, dispatch) => {
  const { $head, empty } = state.selection;
  if (!empty || $head.parentOffset !== $head.parent.content.size) return false;
  if ($head.depth < 1 || ($head.depth === 1 && $head.parent.type === paragraph)) return false;
  if ($head.after(1) !== state.doc.content.size || $head.end(1) - ($head.depth - 1) > $head.pos) return false;
  if (dispatch === undefined) return true;
  const end = state.doc.content.size;
  const tr = state.tr.insert(end, paragraph.create());
  dispatch(tr.setSelection(TextSelection.create(tr.doc, end + 1)).scrollIntoView());
  return true;
};

/**
 * What is typed next at the end of a line is no part of the spoiler or the code that ends it; null: it would not be. Who
 * adds a word to a message must not hide it without a sign.
 */
export function outOfBox({ selection: { $head, empty }, storedMarks, tr }: EditorState): Transaction | null {
  if (!empty || $head.parentOffset !== $head.parent.content.size) return null;
  const marks = storedMarks ?? $head.marks();
  const open = marks.filter(({ type }) => type !== spoiler && type !== code);
  return open.length === marks.length ? null : tr.setStoredMarks(open);
}

/** →, End and their like at the end of a line. */
const leaveBox: Command = (state, dispatch) => {
  const tr = outOfBox(state);
  if (tr !== null) dispatch?.(tr);
  return tr !== null;
};

/** Backspace at the start of a heading or of code makes it a line again. */
const toParagraph: Command = (state, dispatch) => {
  const { $head, empty } = state.selection;
  if (!empty || $head.parentOffset !== 0 || $head.parent.type === paragraph) return false;
  return setBlockType(paragraph)(state, dispatch);
};

/** ``` and a language on a line of their own begin code. */
export const beginCode: Command = (state, dispatch) => {
  const { $head, empty } = state.selection;
  const match = /^```([\w+#.-]{0,32})$/u.exec($head.parent.textContent);
  if (!empty || $head.parent.type !== paragraph || match === null) return false;
  if (dispatch === undefined) return true;
  const start = $head.start();
  const tr = state.tr.delete(start, start + $head.parent.content.size);
  dispatch(tr.setBlockType(start, start, code_block, { language: match[1] ?? "" }));
  return true;
};

/** A new line: an item in a list, a line of code, else a paragraph; on an empty line it leaves what it stands in. */
const breakLine: Command = chainCommands(
  beginCode,
  closeCode,
  newlineInCode,
  splitListItem(list_item),
  liftEmptyBlock,
  splitBlock,
);

/** Enter alone: on an empty line it leaves code. With Shift, code may hold empty lines at its end. */
const enter: Command = chainCommands(leaveCode, breakLine);

/**
 * The keys of the editor itself; those that send, complete and cancel come before. `leaves`: Tab goes to the next control,
 * whatever it would do here.
 */
export function createKeys(leaves: () => boolean): readonly Plugin[] {
  const unlessLeaving =
    (...commands: readonly Command[]): Command =>
    (state, dispatch, view) =>
      !leaves() && chainCommands(...commands)(state, dispatch, view);
  const strong = commandOf("strong");
  const list = commandOf("bullet_list");
  return [
    keymap({
      // The letters that a rule has just taken come back first.
      "Mod-z": chainCommands(undoRule, undo),
      "Mod-y": redo,
      // Also where there is nothing: it would be taken for the same key without Shift.
      "Mod-Shift-z": (state, dispatch) => redo(state, dispatch) || true,
      "Mod-b": strong,
      "Mod-i": commandOf("em"),
      "Mod-e": commandOf("code"),
      "Mod-Shift-x": commandOf("strike"),
      "Mod-Shift-8": list,
      "Mod-Shift-7": commandOf("ordered_list"),
      "Mod-Shift-9": commandOf("blockquote"),
      Enter: enter,
      "Shift-Enter": breakLine,
      Tab: unlessLeaving(indentCode, sinkListItem(list_item)),
      "Shift-Tab": unlessLeaving(outdentCode, liftListItem(list_item)),
      Backspace: chainCommands(undoRule, toParagraph),
      ArrowDown: chainCommands(leaveBelow),
      ArrowRight: leaveBox,
      End: leaveBox,
      "Mod-End": leaveBox,
      "Mod-ArrowDown": exitCode,
    }),
    keymap(baseKeymap),
  ];
}
