import { type ReadonlySignal, signal } from "@parley/kernel";
import type { RoomSummary } from "@parley/matrix";
import { lazy, type ReactNode, Suspense } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useViewport } from "../../../shared/viewport.ts";
import { cx } from "../../../ui/cx.ts";
import { useCurrentCall, useGoing } from "./current.ts";

const Stage = lazy(async () => ({ default: (await import("./stage/CallStage.tsx")).CallStage }));
const ChatHead = lazy(async () => ({ default: (await import("./stage/ChatHead.tsx")).ChatHead }));
const MiniPlayer = lazy(async () => ({ default: (await import("./stage/MiniPlayer.tsx")).MiniPlayer }));
const VoiceLobby = lazy(async () => ({ default: (await import("./voice/VoiceLobby.tsx")).VoiceLobby }));
const VoiceChatHead = lazy(async () => ({ default: (await import("./voice/VoiceChatHead.tsx")).VoiceChatHead }));
const VoiceBar = lazy(async () => ({ default: (await import("./voice/VoiceBar.tsx")).VoiceBar }));

const none: ReadonlySignal<null> = signal(null);

/**
 * Around a room: its call's stage while one is in it, in a voice channel the way in while one is not; the timeline beside
 * it where there is room, else one or the other. What the room holds stays where it is in the tree: a call that begins or
 * ends draws no timeline anew.
 */
export function CallRoom({
  room,
  header,
  onBack,
  children,
}: {
  readonly room: RoomSummary;
  readonly header: ReactNode;
  readonly onBack: (() => void) | undefined;
  readonly children: ReactNode;
}) {
  const current = useCurrentCall();
  const any = useGoing();
  const going = any?.roomId === room.id ? any : null;
  // What there is to do in another tab's place stands where the timeline would.
  const away = useSignal(useSession().connection).state === "elsewhere";
  const staged = going !== null || (room.voice && !away);
  const beside = useViewport() === "wide";
  const reading = useSignal(current.reading);
  const inCall = useSignal<boolean | null>(going?.view.chat ?? none);
  const outside = reading?.roomId === room.id ? reading.chat : null;
  const chat = (going === null ? outside : inCall) ?? beside;
  // In the call the room's own header is not there.
  const Head = going === null ? VoiceChatHead : ChatHead;
  const show = (next: boolean) => {
    if (going === null) current.reading.value = { roomId: room.id, chat: next };
    else going.view.chat.value = next;
  };
  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      {staged && (beside || !chat) && (
        <Suspense fallback={<div className="min-w-0 flex-1 bg-stage" />}>
          {going !== null ? (
            <Stage going={going} room={room} chat={chat} onChat={() => show(!chat)} onBack={onBack} />
          ) : (
            <VoiceLobby room={room} header={header} chat={chat} onChat={() => show(!chat)} />
          )}
        </Suspense>
      )}
      {(!staged || chat) && (
        <div
          key="room"
          className={cx("flex min-h-0 min-w-0 flex-col", staged && beside ? "w-call-chat shrink-0" : "flex-1")}
        >
          {!staged ? (
            header
          ) : (
            <Suspense fallback={<div className="h-header shrink-0" />}>
              {beside ? (
                <Head onClose={() => show(false)} />
              ) : (
                <>
                  {header}
                  {going !== null ? (
                    <MiniPlayer going={going} onBack={() => show(false)} beside />
                  ) : (
                    <VoiceBar room={room} onBack={() => show(false)} />
                  )}
                </>
              )}
            </Suspense>
          )}
          {children}
        </div>
      )}
    </div>
  );
}
