import type { RoomSummary } from "@parley/matrix";
import { ArrowLeft } from "lucide-react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Button } from "../../../../ui/Button.tsx";
import { useInCall } from "../current.ts";
import { voiceStrings } from "./strings/index.ts";
import { useCallers } from "./use-callers.ts";
import { useEnter } from "./use-enter.ts";

/** Above a voice channel's chat where that has the whole place: back to who is there, or right in. */
export function VoiceBar({ room, onBack }: { readonly room: RoomSummary; readonly onBack: () => void }) {
  const t = useStrings(voiceStrings);
  const count = useInCall(room.id);
  const enter = useEnter(room);
  return (
    <div className="scheme-dark flex shrink-0 items-center gap-2 bg-stage py-1.5 pr-2 pl-1.5 text-ink">
      <button
        type="button"
        onClick={onBack}
        aria-label={t("backToChannel")}
        className="flex min-h-11 min-w-0 flex-1 items-center gap-2.5 rounded-control px-1.5 text-left text-13 hover:bg-hover"
      >
        <ArrowLeft aria-hidden="true" className="size-4 shrink-0 text-ink-2" strokeWidth={1.75} />
        <span className="min-w-0 truncate">{count > 0 ? <Count room={room} /> : t("nobody")}</span>
      </button>
      {enter !== null && (
        <Button look="primary" onClick={() => enter("audio")}>
          {t("join")}
        </Button>
      )}
    </div>
  );
}

/** People, not devices. */
function Count({ room }: { readonly room: RoomSummary }) {
  const t = useStrings(voiceStrings);
  return t("here", { n: useCallers(room.id).length });
}
