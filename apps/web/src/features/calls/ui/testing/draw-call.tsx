import { Tooltip } from "@base-ui/react/tooltip";
import { buildRoom, buildSession, createManualClock } from "@parley/testkit";
import { buildCall, type CallSeed, type FakeCall } from "@parley/testkit/calls";
import { act } from "@testing-library/react";
import { type Panel, PanelContext } from "../../../../shared/panel.ts";
import { createShortcuts, ShortcutsContext } from "../../../../shared/shortcuts.ts";
import { createFakeParley, renderInWorld } from "../../../../shared/testing/fake-world.tsx";
import { ClockContext } from "../../../../shared/time.ts";
import { ToastProvider } from "../../../../ui/Toast.tsx";
import { createCurrentCall } from "../../model/current-call.ts";
import { CallRoom } from "../CallRoom.tsx";
import { CurrentCallContext } from "../current.ts";
import { FloatingCall } from "../floating/FloatingCall.tsx";
import { MiniCall } from "../MiniCall.tsx";

const closed: Panel = { open: false, kind: "members", toggle() {}, close() {} };
export const roomId = "!a:localhost";

/** Draws the room of a call that one is in; `shown`: the room that one reads. */
export async function drawCall({
  call: seed = {},
  room: parts = {},
  shown = roomId,
  panel,
}: {
  readonly call?: CallSeed;
  readonly room?: Parameters<typeof buildRoom>[0];
  readonly shown?: string;
  readonly panel?: Panel;
} = {}) {
  const clock = createManualClock();
  const session = buildSession({
    clock,
    rooms: [buildRoom({ id: roomId, name: "studio", members: [], ...parts }), buildRoom({ id: "!b:localhost" })],
    callService: "https://parley.example/jwt",
  });
  const made: FakeCall[] = [];
  const current = createCurrentCall({
    clock,
    load: async () => (id) => ({
      join() {
        const call = buildCall({ ...seed, roomId: id });
        made.push(call);
        return call;
      },
    }),
  });
  const room = session.rooms.list.value.rooms.find((one) => one.id === roomId);
  if (room === undefined) throw new Error("the session has no such room");
  const parley = createFakeParley();
  const shortcuts = createShortcuts(false);
  const view = renderInWorld(
    <ClockContext value={clock}>
      <Tooltip.Provider>
        <ToastProvider>
          <PanelContext value={panel ?? closed}>
            <ShortcutsContext value={shortcuts}>
              <CurrentCallContext value={current}>
                <MiniCall shownRoomId={shown} />
                <FloatingCall />
                {shown === roomId && (
                  <CallRoom room={room} header={<p>header</p>} onBack={undefined}>
                    <p>what was said</p>
                  </CallRoom>
                )}
              </CurrentCallContext>
            </ShortcutsContext>
          </PanelContext>
        </ToastProvider>
      </Tooltip.Provider>
    </ClockContext>,
    { session, parley },
  );
  await act(async () => current.join(roomId, { intent: "audio", microphone: true, camera: false }));
  const call = made[0];
  if (call === undefined) throw new Error("no call was made");
  return { ...view, parley, session, current, clock, call, shortcuts };
}
