import type { Participant } from "@parley/calls";
import { type ReactNode, useState } from "react";
import type { Going } from "../../model/current-call.ts";
import { useForMe } from "../use-for-me.ts";
import { PersonPopover } from "./PersonPopover.tsx";

/** A person's row in a list: a press, the right button or the menu key open what can be done about them. */
export function PersonRow({
  going,
  participant,
  name,
  className,
  children,
}: {
  readonly going: Going;
  /** One of their devices in the call. */
  readonly participant: Participant;
  readonly name: string;
  readonly className: string;
  readonly children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  return (
    <PersonPopover
      roomId={going.roomId}
      forMe={useForMe(going)}
      participant={participant}
      name={name}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button
          type="button"
          className={className}
          onContextMenu={(event) => {
            event.preventDefault();
            event.stopPropagation();
            setOpen(true);
          }}
        >
          {children}
        </button>
      }
    />
  );
}
