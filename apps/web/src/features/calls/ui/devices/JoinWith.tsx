import type { RoomSummary } from "@parley/matrix";
import { Settings2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Button } from "../../../../ui/Button.tsx";
import { callStrings } from "../../strings/index.ts";
import { useEntry } from "../calls-here.ts";
import { useCurrentCall, useGoing, useInCall } from "../current.ts";

const JoinDialog = lazy(async () => ({ default: (await import("./JoinDialog.tsx")).JoinDialog }));

/** The way into a room's call that asks for devices first. */
export function JoinWithDialog({ room, onClose }: { readonly room: RoomSummary; readonly onClose: () => void }) {
  const current = useCurrentCall();
  const running = useInCall(room.id) > 0;
  const rights = useSignal(useSession().rooms.details(room.id))?.callRights;
  const entryOf = useEntry();
  const elsewhere = useGoing();
  const other = useSignal(useSession().rooms.details(elsewhere?.roomId ?? room.id));
  const leaves = elsewhere === null || elsewhere.roomId === room.id ? null : (other?.name ?? null);
  return (
    <Suspense>
      <JoinDialog
        room={room.name}
        running={running}
        entry={entryOf("video", room.kind === "direct", rights)}
        rights={rights}
        leaves={leaves}
        onJoin={(entry) => current.join(room.id, entry)}
        onClose={onClose}
      />
    </Suspense>
  );
}

/** The same with its button. */
export function JoinWith({ room }: { readonly room: RoomSummary }) {
  const t = useStrings(callStrings);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        look="ghost"
        icon={<Settings2 aria-hidden="true" className="size-4" strokeWidth={1.75} />}
        onClick={() => setAsking(true)}
      >
        {t("joinWith")}
      </Button>
      {asking && <JoinWithDialog room={room} onClose={() => setAsking(false)} />}
    </>
  );
}
