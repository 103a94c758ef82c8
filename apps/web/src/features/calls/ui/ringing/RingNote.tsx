import type { OutgoingRing } from "@parley/matrix";
import { BellRing, PhoneOff } from "lucide-react";
import type { ReactNode } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Button } from "../../../../ui/Button.tsx";
import { ringStrings } from "./strings/index.ts";

const words = {
  ringing: "ringing",
  declined: "declined",
  unanswered: "unanswered",
  failed: "failed",
  invited: "invitedOnly",
} as const;

/** How it stands with whom one calls, while one is alone in the call; `otherwise` where nobody was rung. */
export function RingNote({ roomId, otherwise }: { readonly roomId: string; readonly otherwise: ReactNode }) {
  const { ringing } = useSession();
  const state = useSignal(ringing.outgoing).get(roomId)?.state;
  return state === undefined ? otherwise : <Standing roomId={roomId} state={state} />;
}

function Standing({ roomId, state }: { readonly roomId: string; readonly state: OutgoingRing["state"] }) {
  const t = useStrings(ringStrings);
  const { rooms, ringing } = useSession();
  const name = useSignal(rooms.details(roomId))?.name ?? "";
  const Sign = state === "ringing" ? BellRing : PhoneOff;
  return (
    <div
      data-ring-out={state}
      className="flex shrink-0 flex-col items-center gap-2 pb-1 text-center text-13 text-ink-2"
    >
      <p role="status" className="flex items-center gap-2">
        <Sign aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />
        <span className="wrap-anywhere min-w-0">{t.rich(words[state], { name: <bdi>{name}</bdi> })}</span>
      </p>
      {state !== "ringing" && state !== "invited" && (
        <Button onClick={() => ringing.again(roomId)}>{t("ringAgain")}</Button>
      )}
    </div>
  );
}
