import { type ComponentType, useEffect, useState } from "react";
import { loadParser, type Parse } from "../../model/markdown.ts";
import type { RichFieldProps } from "./editor/RichField.tsx";

/** The rich field and the parser that it reads drafts with. */
export interface Rich {
  readonly Field: ComponentType<RichFieldProps>;
  readonly parse: Parse;
}

/** At the latest, after the timeline had its turn. */
const idleMs = 1_500;
let atHand: Rich | null = null;

async function load(): Promise<Rich> {
  const [{ RichField }, parse] = await Promise.all([import("./editor/RichField.tsx"), loadParser()]);
  atHand = { Field: RichField, parse };
  return atHand;
}

/** Calls when the browser has nothing better to do. */
function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback !== "function") {
    const timer = setTimeout(run, idleMs / 5);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(run, { timeout: idleMs });
  return () => cancelIdleCallback(handle);
}

/** The rich field once it is loaded, which it is when the timeline has been drawn; null until then, or unwanted. */
export function useRich(wanted: boolean): Rich | null {
  const [rich, setRich] = useState(atHand);
  useEffect(() => {
    if (!wanted || rich !== null) return;
    let gone = false;
    const cancel = whenIdle(() => {
      load().then(
        (loaded) => gone || setRich(loaded),
        // The plain field stays; the next room asks again.
        () => {},
      );
    });
    return () => {
      gone = true;
      cancel();
    };
  }, [wanted, rich]);
  return wanted ? rich : null;
}
