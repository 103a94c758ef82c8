import { useCallback, useEffect, useRef } from "react";

/** Whether this part is still on the screen: who has closed a dialog wants to be led nowhere by it. */
export function useStillHere(): () => boolean {
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return useCallback(() => here.current, []);
}
