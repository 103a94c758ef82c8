import type { Member } from "@parley/matrix";
import type { Virtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useEffect, useRef } from "react";
import { useClock } from "../../../../shared/time.ts";
import type { MemberGroup } from "../../model/members.ts";
import { plainWords } from "../../model/mentions.ts";
import { moveByArrows } from "../list/arrow-keys.ts";

/** A heading, or a member under it. */
export type MemberLine = MemberGroup | { readonly member: Member; readonly group: MemberGroup };

/** Letters that follow within this belong to one name. */
const typingMs = 700;

const isMember = (line: MemberLine): boolean => "member" in line;
const isLetter = ({ key }: KeyboardEvent): boolean => [...key].length === 1 && key !== " ";

/**
 * Keys of a list of which only what is near is drawn: Home and End lead to the first and the last member, letters to
 * whose name begins with them, arrows to the next. Each row is in an element with `data-line`, its index.
 */
export function useMemberKeys(
  lines: readonly MemberLine[],
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  scroller: RefObject<HTMLDivElement | null>,
): (event: KeyboardEvent<HTMLElement>) => void {
  const clock = useClock();
  const wanted = useRef<number | null>(null);
  const typed = useRef({ letters: "", at: 0 });
  const reach = () => {
    if (wanted.current === null) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-line="${wanted.current}"] [data-stop]`);
    // Not drawn before it has been scrolled to.
    if (row == null) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  };
  useEffect(reach);

  const lead = (index: number) => {
    wanted.current = index;
    // The heading of the first comes along.
    virtualizer.scrollToIndex(index === lines.findIndex(isMember) ? 0 : index);
    reach();
  };
  const named = (letter: string, here: number): number => {
    const now = clock.now();
    const goesOn = now - typed.current.at < typingMs;
    typed.current = { letters: plainWords(goesOn ? typed.current.letters + letter : letter), at: now };
    // A first letter leads on from who it led to before; with more of them that one may still be meant.
    const from = here + (goesOn ? 0 : 1);
    for (let step = 0; step < lines.length; step += 1) {
      const index = (from + step) % lines.length;
      const line = lines[index];
      if (line !== undefined && "member" in line && plainWords(line.member.name).startsWith(typed.current.letters)) {
        return index;
      }
    }
    return -1;
  };
  return (event) => {
    wanted.current = null;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-line]") : null;
    if (target === null) return;
    const to =
      event.key === "Home"
        ? lines.findIndex(isMember)
        : event.key === "End"
          ? lines.findLastIndex(isMember)
          : isLetter(event)
            ? named(event.key, Number(target.getAttribute("data-line")))
            : null;
    if (to === null) return moveByArrows(event);
    event.preventDefault();
    if (to !== -1) lead(to);
  };
}
