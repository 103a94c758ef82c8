import { messageOf } from "@parley/kernel";

/**
 * What browsers say when a file of ours cannot be had: in Chromium, Firefox and Safari, of a style sheet, of the crypto's
 * WebAssembly. Error codes do not carry it: whoever passes the failure on keeps its words.
 */
const said = /dynamically imported module|Importing a module script|Unable to preload|WebAssembly|\.wasm\b/iu;

/** Whether a part of the app could not be loaded, most often because the server was updated since: only a reload helps. */
export function isMissingPart(error: unknown): boolean {
  return said.test(messageOf(error));
}
