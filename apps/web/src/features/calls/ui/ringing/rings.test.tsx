// @vitest-environment jsdom
import { Tooltip } from "@base-ui/react/tooltip";
import { buildCallItem, buildRing, buildRoom, buildSession, createManualClock } from "@parley/testkit";
import { buildCall } from "@parley/testkit/calls";
import { act, cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { RingAlarmContext, type RingAlarmProps } from "../../../../shared/ring-alarm.ts";
import { renderInWorld } from "../../../../shared/testing/fake-world.tsx";
import { ClockContext } from "../../../../shared/time.ts";
import { ToastProvider } from "../../../../ui/Toast.tsx";
import { createCurrentCall } from "../../model/current-call.ts";
import { CurrentCallContext } from "../current.ts";
import { CallLine } from "./CallLine.tsx";
import { RingNote } from "./RingNote.tsx";
import { Rings } from "./Rings.tsx";

const played = vi.hoisted(() => vi.fn(async (_tones: unknown, _speaker: string, _stopped?: AbortSignal) => {}));
vi.mock("../../model/tones.ts", () => ({ playTones: played, canChooseSpeaker: () => false }));

const roomId = "!mira";
const alarms = new Map<string, RingAlarmProps>();
function Alarm(props: RingAlarmProps) {
  alarms.set(props.roomId, props);
  return null;
}

afterEach(() => {
  cleanup();
  alarms.clear();
});

function draw(shown = <Rings />) {
  const clock = createManualClock();
  const session = buildSession({
    clock,
    rooms: [
      buildRoom({
        id: roomId,
        name: "Mira Lindqvist",
        kind: "direct",
        directUserId: "@mira:localhost",
        permissions: { startCall: true },
      }),
      buildRoom({ id: "!b", name: "design" }),
    ],
    callService: "https://parley.example/jwt",
  });
  const current = createCurrentCall({
    clock,
    load: async () => (id) => ({ join: () => buildCall({ roomId: id }) }),
  });
  const view = renderInWorld(
    <ClockContext value={clock}>
      <Tooltip.Provider>
        <ToastProvider>
          <CurrentCallContext value={current}>
            <RingAlarmContext value={Alarm}>
              <input aria-label="message" />
              {shown}
            </RingAlarmContext>
          </CurrentCallContext>
        </ToastProvider>
      </Tooltip.Provider>
    </ClockContext>,
    { session },
  );
  const room = session.rooms.list.value.directs[0];
  if (room === undefined) throw new Error("the session has no such room");
  return { ...view, clock, session, current, room };
}

/** What draws it is loaded first: on a busy machine that takes a while. */
const region = () => screen.findByRole("region", { name: "Incoming calls" }, { timeout: 4000 });

it("shows who calls, says it to who does not see it, and takes no focus", async () => {
  const { session } = draw();
  const field = screen.getByRole("textbox", { name: "message" });
  field.focus();
  act(() => {
    session.ringing.incoming.value = [buildRing({ intent: "video" })];
  });
  const card = await region();
  expect(within(card).getByText("Video call")).toBeTruthy();
  expect(within(card).getByRole("alert").textContent).toContain("Mira Lindqvist is calling you. Video call.");
  expect(document.activeElement).toBe(field);
  expect(alarms.get(roomId)).toMatchObject({ sound: "on and on", words: { title: "Mira Lindqvist" } });
  act(() => {
    session.ringing.incoming.value = [];
  });
  expect(screen.queryByRole("region", { name: "Incoming calls" })).toBeNull();
});

it("answers as one was called, or otherwise, with an open microphone, and leads there", async () => {
  const { session, current, went } = draw();
  act(() => {
    session.ringing.incoming.value = [buildRing({ intent: "video" })];
  });
  const card = await region();
  fireEvent.click(within(card).getByRole("button", { name: "Answer call from Mira Lindqvist" }));
  expect(current.now.value).toMatchObject({ roomId, entry: { intent: "video", microphone: true, camera: true } });
  expect(went).toEqual([{ at: "home", roomId }]);
  await act(() => current.leave());
  fireEvent.click(within(card).getByRole("button", { name: "Answer with voice" }));
  expect(current.now.value).toMatchObject({ entry: { intent: "audio", microphone: true, camera: false } });
});

it("hands the focus on to the controls of the call when the card goes that was answered", async () => {
  const { session } = draw(
    <>
      <Rings />
      <section data-call-stage="">
        <div role="toolbar" aria-label="controls">
          <button type="button">Mute</button>
        </div>
      </section>
    </>,
  );
  act(() => {
    session.ringing.incoming.value = [buildRing()];
  });
  const button = within(await region()).getByRole("button", { name: "Answer call from Mira Lindqvist" });
  button.focus();
  fireEvent.click(button);
  await act(async () => {
    session.ringing.incoming.value = [];
  });
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Mute" }));
});

it("declines, and gives the focus back to where it was", async () => {
  const { session } = draw();
  const field = screen.getByRole("textbox", { name: "message" });
  field.focus();
  const ring = buildRing();
  act(() => {
    session.ringing.incoming.value = [ring];
  });
  const button = within(await region()).getByRole("button", { name: "Decline call from Mira Lindqvist" });
  button.focus();
  await act(async () => fireEvent.click(button));
  expect(session.ringing.asked).toEqual([`decline ${ring.id}`]);
  expect(document.activeElement).toBe(field);
});

it("says that answering leaves the call that one is in, and sounds once then", async () => {
  const { session, current } = draw();
  await act(async () => current.join("!b", { intent: "audio", microphone: true, camera: false }));
  act(() => {
    session.ringing.incoming.value = [buildRing()];
  });
  const card = await region();
  expect(card.textContent).toContain("Answering leaves the call in design.");
  expect(alarms.get(roomId)?.sound).toBe("once");
  fireEvent.click(within(card).getByRole("button", { name: "Answer call from Mira Lindqvist" }));
  expect(current.now.value?.roomId).toBe(roomId);
});

it("makes no sound for who rings on and on, and one for the second of two", async () => {
  const { session } = draw();
  act(() => {
    session.ringing.incoming.value = [buildRing({ quiet: true }), buildRing({ roomId: "!b" })];
  });
  await region();
  expect([...alarms.values()].map(({ sound }) => sound)).toEqual(["none", "once"]);
});

it("lets the caller hear that it rings, until somebody comes or nobody does", async () => {
  const { session, clock, current } = draw();
  await act(async () => current.join(roomId, { intent: "audio", microphone: true, camera: false }));
  const ring = (state: "ringing" | "declined") =>
    act(async () => {
      session.ringing.outgoing.value = new Map([[roomId, { state }]]);
      await import("./Ringback.tsx");
    });
  await ring("ringing");
  await vi.waitFor(() => {
    act(() => clock.tick(1000));
    expect(played).toHaveBeenCalled();
  });
  expect(played.mock.calls[0]?.[2]?.aborted).toBe(false);
  await ring("declined");
  const count = played.mock.calls.length;
  expect(played.mock.calls[0]?.[2]?.aborted).toBe(true);
  act(() => clock.tick(30_000));
  expect(played).toHaveBeenCalledTimes(count);
});

it("tells the caller how it stands, and rings again when asked", async () => {
  const { session } = draw(<RingNote roomId={roomId} otherwise={<p>alone</p>} />);
  const set = (state: "ringing" | "declined" | "unanswered" | "failed" | "invited") =>
    act(() => {
      session.ringing.outgoing.value = new Map([[roomId, { state }]]);
    });
  expect(screen.getByText("alone")).toBeTruthy();
  set("ringing");
  expect(screen.getByRole("status").textContent).toBe("Ringing Mira Lindqvist…");
  expect(screen.queryByRole("button")).toBeNull();
  set("invited");
  expect(screen.getByRole("status").textContent).toContain("Mira Lindqvist has not accepted your invitation yet");
  expect(screen.queryByRole("button")).toBeNull();
  set("declined");
  expect(screen.getByRole("status").textContent).toContain("Mira Lindqvist declined.");
  set("unanswered");
  expect(screen.getByRole("status").textContent).toContain("They will find a missed call.");
  fireEvent.click(screen.getByRole("button", { name: "Ring again" }));
  expect(session.ringing.asked).toEqual([`again ${roomId}`]);
});

const minute = 60_000;
const talk = (ms: number, ...names: string[]) => ({
  ms,
  others: names.map((name) => ({ name, mine: name === "me" })),
  count: names.length,
});

it.each([
  [buildCallItem({ rings: false }), /^Mira Lindqvist started a call · /],
  [buildCallItem({ outcome: "answered" }), /^Mira Lindqvist called · /],
  [buildCallItem({ outcome: "declined" }), /^Mira Lindqvist called · declined · /],
  [buildCallItem({ until: 0 }), /^Missed call from Mira Lindqvist · .*Call back$/],
  [buildCallItem({ outcome: "over", until: Number.MAX_SAFE_INTEGER }), /^Missed call from Mira Lindqvist/],
  [buildCallItem({ until: Number.MAX_SAFE_INTEGER }), /^Mira Lindqvist called · /],
  [buildCallItem({ mine: true, until: 0 }), /^You called · no answer · /],
  [buildCallItem({ mine: true, outcome: "declined" }), /^You called · declined · /],
  [buildCallItem({ outcome: "answered", talk: talk(65 * minute, "me") }), /^Mira Lindqvist called · 1 hr 5 min · /],
  [buildCallItem({ outcome: "over", talk: talk(0) }), /^Missed call from Mira Lindqvist · \d/],
  [buildCallItem({ rings: false, talk: talk(0) }), /^Mira Lindqvist started a call · nobody came · /],
  [
    buildCallItem({ rings: false, talk: talk(12 * minute, "me", "Tomás", "Jun", "Olena", "Kwame") }),
    /^Mira Lindqvist started a call · 12 minutes with you, Tomás, Jun(,)? and 2 others · /,
  ],
])("says in a line what came of a call: %#", async (item, words) => {
  const { room } = draw(<p />);
  cleanup();
  const drawn = draw(<CallLine item={item} room={room} />);
  await act(async () => {});
  expect(drawn.container.querySelector("[data-call-line]")?.textContent).toMatch(words);
});

it("calls back by a click, as one was called", async () => {
  const first = draw(<p />);
  cleanup();
  const { current } = draw(<CallLine item={buildCallItem({ until: 0, intent: "video" })} room={first.room} />);
  fireEvent.click(await screen.findByRole("button", { name: "Call back" }));
  expect(current.now.value).toMatchObject({ roomId, entry: { intent: "video", camera: true } });
});
