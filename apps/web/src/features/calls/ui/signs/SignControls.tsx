import type { Call } from "@parley/calls";
import { Hand, SmilePlus } from "lucide-react";
import { useState } from "react";
import { printedKeys } from "../../../../shared/shortcuts.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import { Button } from "../../../../ui/Button.tsx";
import { Popover } from "../../../../ui/Popover.tsx";
import type { Going } from "../../model/current-call.ts";
import { reactionSet, type Signs } from "../../model/signs.ts";
import { useGoing } from "../current.ts";
import { Round } from "../stage/Round.tsx";
import { callKeys } from "../stage/use-call-keys.ts";
import { signStrings } from "./strings/index.ts";
import { useHand, useTell } from "./use-hand.ts";
import { useSigns } from "./use-signs.ts";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const sign = { "aria-hidden": true, className: "size-5", strokeWidth: 1.75 } as const;

/** Raise a hand, and react; behind one button where there is no room for two. */
export function SignControls({ call }: { readonly call: Call }) {
  const going = useGoing();
  return going === null ? null : <Controls going={going} call={call} />;
}

function Controls({ going, call }: { readonly going: Going; readonly call: Call }) {
  const t = useStrings(signStrings);
  const signs = useSigns(going);
  const hand = useHand(going, call);
  const { up } = hand;
  if (useViewport() !== "wide") {
    return (
      <ReactPopover signs={signs} label={t("both")} raised={up}>
        {(close) => (
          <Button
            wide
            className="mt-3 touch:h-11"
            icon={<Hand aria-hidden="true" className="size-4" strokeWidth={1.75} />}
            onClick={() => {
              hand.toggle();
              close();
            }}
          >
            {t(up ? "lower" : "raise")}
          </Button>
        )}
      </ReactPopover>
    );
  }
  return (
    <>
      <Round
        label={t(up ? "lower" : "raise")}
        keys={printedKeys(callKeys.hand, isMac)}
        look={up ? "active" : "plain"}
        aria-busy={hand.busy || undefined}
        data-call-hand=""
        onClick={hand.toggle}
      >
        <Hand {...sign} />
      </Round>
      <ReactPopover signs={signs} label={t("react")} />
    </>
  );
}

function ReactPopover({
  signs,
  label,
  raised = false,
  children,
}: {
  readonly signs: Signs;
  readonly label: string;
  /** The button stands for the hand, too. */
  readonly raised?: boolean;
  readonly children?: (close: () => void) => React.ReactNode;
}) {
  const t = useStrings(signStrings);
  const tell = useTell();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <Popover
      sheet
      side="top"
      align="center"
      title={label}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Round label={label} tip={false} look={raised ? "active" : "plain"} data-call-react="">
          {raised ? <Hand {...sign} /> : <SmilePlus {...sign} />}
        </Round>
      }
    >
      <div className="grid grid-cols-8 gap-1 phone:grid-cols-4 phone:justify-items-center">
        {reactionSet.map((reaction) => (
          <button
            key={reaction.name}
            type="button"
            aria-label={t("reactWith", { name: t(reaction.name) })}
            onClick={() => {
              close();
              signs.react(reaction).catch(tell);
            }}
            className="grid size-9 place-items-center rounded-control text-22 hover:bg-float-hover touch:size-13"
          >
            <span aria-hidden="true">{reaction.emoji}</span>
          </button>
        ))}
      </div>
      {children?.(close)}
    </Popover>
  );
}
