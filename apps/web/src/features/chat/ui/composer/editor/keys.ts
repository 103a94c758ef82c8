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
import { type Command, type Plugin, Selection, TextSelection } from "prosemirror-state";
import { schema } from "../../../model/rich/schema.ts";
import { commandOf } from "./commands.ts";
import { undoInputRule } from "./input-rules.ts";

const { list_item, paragraph, code_block } = schema.nodes;

/** Two empty lines at the end of code leave it. */
const leaveCode: Command = (state, dispatch) => {
  const { $head, empty } = state.selection;
  if (!empty || $head.parent.type !== code_block || $head.parentOffset !== $head.parent.content.size) return false;
  if (!$head.parent.textContent.endsWith("\n\n")) return false;
  if (dispatch === undefined) return true;
  const { tr } = state;
  tr.delete($head.pos - 2, $head.pos);
  const after = tr.selection.$head.after();
  tr.insert(after, paragraph.create());
  dispatch(tr.setSelection(Selection.near(tr.doc.resolve(after + 1))).scrollIntoView());
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

/** Backspace at the start of a heading or of code makes it a line again. */
const toParagraph: Command = (state, dispatch) => {
  const { $head, empty } = state.selection;
  if (!empty || $head.parentOffset !== 0 || $head.parent.type === paragraph) return false;
  return setBlockType(paragraph)(state, dispatch);
};

/** ``` and a language on a line of their own begin code. */
const beginCode: Command = (state, dispatch) => {
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
  leaveCode,
  newlineInCode,
  splitListItem(list_item),
  liftEmptyBlock,
  splitBlock,
);

/** The keys of the editor itself; those that send, complete and cancel come before. */
export function createKeys(): readonly Plugin[] {
  const strong = commandOf("strong");
  const list = commandOf("bullet_list");
  return [
    keymap({
      "Mod-z": undo,
      "Mod-y": redo,
      "Mod-Shift-z": redo,
      "Mod-b": strong,
      "Mod-i": commandOf("em"),
      "Mod-e": commandOf("code"),
      "Mod-Shift-x": commandOf("strike"),
      "Mod-Shift-8": list,
      "Mod-Shift-7": commandOf("ordered_list"),
      "Mod-Shift-9": commandOf("blockquote"),
      Enter: breakLine,
      "Shift-Enter": breakLine,
      Tab: sinkListItem(list_item),
      "Shift-Tab": liftListItem(list_item),
      Backspace: chainCommands(undoInputRule, toParagraph),
      ArrowDown: chainCommands(leaveBelow),
      "Mod-ArrowDown": exitCode,
    }),
    keymap(baseKeymap),
  ];
}
