import type { Call } from "@parley/calls";
import { Mic } from "lucide-react";
import { useEffect, useState } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useDeviceChoices } from "./choices.ts";
import { deviceStrings } from "./strings/index.ts";

/** Above the controls: which key opens the microphone, and whether it would now. */
export function TalkHint({ call }: { readonly call: Call }) {
  const t = useStrings(deviceStrings);
  const { talkKey } = useDeviceChoices();
  const { on } = useSignal(call.microphone);
  const focused = useWindowFocus();
  if (talkKey === null) return null;
  return (
    <p className="flex shrink-0 items-center justify-center gap-2 px-3 pt-2 text-13 text-ink-2">
      <Mic aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />
      {t(focused ? (on ? "holding" : "hold") : "holdAway", { key: talkKey.label })}
    </p>
  );
}

function useWindowFocus(): boolean {
  const [focused, setFocused] = useState(() => document.hasFocus());
  useEffect(() => {
    const look = () => setFocused(document.hasFocus());
    window.addEventListener("focus", look);
    window.addEventListener("blur", look);
    return () => {
      window.removeEventListener("focus", look);
      window.removeEventListener("blur", look);
    };
  }, []);
  return focused;
}
