import { PhoneOff } from "lucide-react";
import { useSession } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Banner, BannerAction } from "../../../ui/Banner.tsx";
import type { LeftCall } from "../model/left-call.ts";
import { callStrings } from "../strings/index.ts";
import { useCallsHere, useEntry } from "./calls-here.ts";
import { useCurrentCall } from "./current.ts";

/** Says which call ended, by a reload or with the tab it ran in; nothing where one may not go back into it. */
export function ReturnBanner({
  call,
  moved,
  onForget,
}: {
  readonly call: LeftCall;
  /** It ran in another tab. */
  readonly moved: boolean;
  readonly onForget: () => void;
}) {
  const t = useStrings(callStrings);
  const { rooms } = useSession();
  const direct = useSignal(rooms.list).directs.some(({ id }) => id === call.roomId);
  const room = useSignal(rooms.details(call.roomId));
  const current = useCurrentCall();
  const entryOf = useEntry();
  const here = useCallsHere();
  if (here !== true || room?.callRights.join !== true) return null;
  const join = () => current.join(call.roomId, entryOf(call.intent, direct, room.callRights));
  return (
    <Banner
      tone="info"
      icon={<PhoneOff className="size-4" strokeWidth={1.75} />}
      actions={
        <>
          <BannerAction onClick={join}>{t("returnJoin")}</BannerAction>
          <BannerAction onClick={onForget}>{t("returnForget")}</BannerAction>
        </>
      }
    >
      {t(moved ? "returnMoved" : "returnSaid", { room: room.name })}
    </Banner>
  );
}
