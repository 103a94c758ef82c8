import { useContext } from "react";
import { type OnLongPress, useLongPress as useLongPressBy } from "../../../shared/long-press.ts";
import { ChatWorldContext } from "./world.ts";

/** Hears of a finger that rests on something within an element, by the chat's clock. */
export function useLongPress(onLongPress: OnLongPress) {
  return useLongPressBy(useContext(ChatWorldContext).clock, onLongPress);
}
