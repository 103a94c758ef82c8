import { type ReactNode, useCallback, useContext, useEffect, useRef } from "react";
import { useAttention } from "../../features/notifications/index.ts";
import { TitleContext } from "../../shared/use-title.ts";

/** Puts the number of what waits for me in front of the tab's title, whichever page names it. */
export function CountedTitle({ children }: { readonly children: ReactNode }) {
  const setTitle = useContext(TitleContext);
  const { count } = useAttention();
  const name = useRef("Parley");
  const shown = useRef(count);
  const write = useCallback(() => {
    setTitle(shown.current > 0 ? `(${shown.current > 99 ? "99+" : shown.current}) ${name.current}` : name.current);
  }, [setTitle]);
  const rename = useCallback(
    (next: string) => {
      name.current = next;
      write();
    },
    [write],
  );
  useEffect(() => {
    shown.current = count;
    write();
  }, [count, write]);
  return <TitleContext value={rename}>{children}</TitleContext>;
}
