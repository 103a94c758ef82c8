// @vitest-environment jsdom
import { Tooltip } from "@base-ui/react/tooltip";
import { buildRoom, buildSession, createManualClock, type FakeSession } from "@parley/testkit";
import {
  buildCall,
  buildCallMember,
  buildCallVideo,
  buildParticipant,
  type CallSeed,
  type FakeCall,
} from "@parley/testkit/calls";
import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { ClockContext } from "../../../shared/time.ts";
import { ToastProvider } from "../../../ui/Toast.tsx";
import { createCurrentCall } from "../model/current-call.ts";
import { CallButton } from "./CallButton.tsx";
import { CallMark } from "./CallMark.tsx";
import { CallRoom } from "./CallRoom.tsx";
import { CurrentCallContext } from "./current.ts";
import { MiniCall } from "./MiniCall.tsx";
// Loaded before the clock of the first test runs.
import "./stage/CallStage.tsx";
import "./stage/MiniPlayer.tsx";

const roomId = "!a:localhost";
const entry = { intent: "audio", microphone: true, camera: false } as const;
const mira = { userId: "@mira:localhost" };

beforeEach(() => {
  // jsdom lays nothing out.
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(900);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function draw({
  seed = {},
  session: parts = {},
  shown = roomId,
}: {
  readonly seed?: CallSeed;
  readonly session?: { readonly callService?: string | null; readonly may?: boolean };
  readonly shown?: string;
} = {}) {
  const clock = createManualClock();
  const { callService = "https://parley.example/jwt", may = true } = parts;
  const session: FakeSession = buildSession({
    clock,
    rooms: [
      buildRoom({ id: roomId, name: "studio", permissions: { startCall: may }, members: [] }),
      buildRoom({ id: "!b:localhost", name: "other" }),
    ],
    ...(callService === null ? {} : { callService }),
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
  const view = renderInWorld(
    <ClockContext value={clock}>
      <Tooltip.Provider>
        <ToastProvider>
          <CurrentCallContext value={current}>
            <CallMark roomId={roomId} />
            <MiniCall shownRoomId={shown} />
            {shown === roomId && (
              <CallRoom room={room} header={<CallButton room={room} />} onBack={undefined}>
                <p>what was said</p>
              </CallRoom>
            )}
          </CurrentCallContext>
        </ToastProvider>
      </Tooltip.Provider>
    </ClockContext>,
    { session },
  );
  return { ...view, session, current, clock, made };
}

const joined = async (options: Parameters<typeof draw>[0] = {}) => {
  const drawn = draw(options);
  await act(async () => drawn.current.join(roomId, entry));
  return drawn;
};

it("starts a call from the header, muted among many, and shows its stage beside the room", async () => {
  const { current } = draw();
  fireEvent.click(await screen.findByRole("button", { name: "Start voice call" }));
  expect(current.now.value?.entry).toEqual({ intent: "audio", microphone: false, camera: false });
  expect(await screen.findByRole("region", { name: "Call in studio" })).toBeTruthy();
  expect(screen.getByText("what was said")).toBeTruthy();
});

it("keeps the dialog before a call open when the window becomes a phone's and wide again", async () => {
  let wide = true;
  const listeners = new Set<() => void>();
  vi.stubGlobal("matchMedia", (query: string) => ({
    get matches() {
      return wide && query.includes("width >=");
    },
    addEventListener: (_: string, listener: () => void) => void listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => void listeners.delete(listener),
  }));
  draw();
  fireEvent.click(await screen.findByRole("button", { name: "More ways to call" }));
  fireEvent.click(await screen.findByRole("menuitem", { name: "Start call with …" }));
  const dialog = await screen.findByRole("dialog");
  for (const next of [false, true]) {
    wide = next;
    await act(async () => {
      for (const listener of listeners) listener();
    });
    expect(screen.getByRole("dialog")).toBe(dialog);
  }
  vi.unstubAllGlobals();
});

it("offers to join with how many are in, in header and list", async () => {
  const { session, current } = draw();
  act(() => session.calls.place(roomId, [buildCallMember(mira), buildCallMember()]));
  expect(screen.getByText("2 in the call")).toBeTruthy();
  fireEvent.click(await screen.findByRole("button", { name: "Join call, 2 participants" }));
  expect(current.now.value?.roomId).toBe(roomId);
});

it("says where one is in the call on another of one's devices", async () => {
  const { session } = draw();
  const place = (userId: string, deviceId: string) => buildCallMember({ userId, deviceId });
  act(() => session.calls.place(roomId, [place(mira.userId, "A"), place(session.account.userId, "PHONE")]));
  expect((await screen.findByRole("button", { name: /^Join call/ })).textContent).toMatch(/^Join here too/);
  expect(screen.getByRole("button", { name: /You are in this call on another device\./ })).not.toBeNull();
  act(() => session.calls.place(roomId, [place(mira.userId, "A")]));
  expect(screen.getByRole("button", { name: /^Join call/ }).textContent).toBe("Join1");
});

it.each([
  ["where there are no calls", { callService: null }],
  ["to whom may not", { may: false }],
])("offers none %s", async (_, session) => {
  draw({ session });
  await act(async () => {});
  expect(screen.queryByRole("button", { name: /call/ })).toBeNull();
});

it("names each participant with what is to be known of them", async () => {
  const participants = [
    buildParticipant({ own: true }),
    buildParticipant({ ...mira, microphone: "muted", quality: "poor" }),
    buildParticipant({ userId: "@jun:localhost", speaking: true }),
    buildParticipant({ userId: "@olena:localhost", locked: true }),
    buildParticipant({ userId: "@kwame:localhost", waiting: true, microphone: "none" }),
  ];
  await joined({ seed: { participants } });
  const list = await screen.findByRole("list", { name: "Participants" });
  const said = within(list)
    .getAllByRole("listitem")
    .map((item) => item.textContent);
  expect(said[0]).toContain("You");
  expect(said[1]).toMatch(/microphone off.*mira.*Poor connection/);
  expect(said[2]).toMatch(/jun, speaks/);
  expect(said[3]).toContain("Waiting for their key");
  expect(said[4]).toContain("Their device has not connected yet");
});

it("keeps large what is pinned, by a button that says so", async () => {
  await joined({ seed: { participants: [buildParticipant({ own: true }), buildParticipant(mira)] } });
  fireEvent.click(await screen.findByRole("button", { name: "Keep mira large" }));
  const pinned = screen.getAllByRole("button", { name: "Show everyone alike", pressed: true });
  expect(pinned).toHaveLength(1);
  fireEvent.click(pinned[0] as HTMLElement);
  expect(screen.getByRole("button", { name: "Keep mira large", pressed: false })).toBeTruthy();
});

it("makes a shared screen large by itself", async () => {
  const sharing = buildParticipant({ ...mira, screen: buildCallVideo() });
  await joined({ seed: { participants: [buildParticipant({ own: true }), sharing] } });
  expect(await screen.findByText("mira's screen")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Keep mira large", pressed: false })).toBeTruthy();
});

it("turns own devices on and off, and says what keeps one silent", async () => {
  const { made } = await joined({ seed: { microphone: { on: false, fault: "missing" } } });
  expect(await screen.findByText(/No microphone was found/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Unmute microphone" }));
  fireEvent.click(screen.getByRole("button", { name: "Turn camera on" }));
  expect(made[0]?.asked).toEqual(["setMicrophone true", "setCamera true"]);
  expect(screen.queryByText(/No microphone was found/)).toBeNull();
  expect(screen.getByRole("button", { name: "Mute microphone" })).toBeTruthy();
});

it("lets sound be turned on where the browser wants a press", async () => {
  const { made } = await joined({ seed: { silenced: true } });
  fireEvent.click(await screen.findByRole("button", { name: "Turn sound on" }));
  expect(made[0]?.asked).toEqual(["unsilence"]);
});

it("says after ten seconds what joining waits for", async () => {
  const { clock, session } = await joined({ seed: { state: { state: "joining", since: createManualClock().now() } } });
  expect(await screen.findByText("Joining the call …")).toBeTruthy();
  expect(screen.queryByText(/Waiting for/)).toBeNull();
  act(() => clock.tick(11_000));
  expect(screen.getByText(/Waiting for the homeserver to take you into the call, for 11 seconds/)).toBeTruthy();
  act(() => session.calls.place(roomId, [buildCallMember({ own: true })]));
  act(() => clock.tick(1000));
  expect(screen.getByText(/Waiting for the media server to connect/)).toBeTruthy();
});

it.each([
  ["token", "unreachable", /service that lets people into calls did not answer/],
  ["token", "forbidden", /refused you/],
  ["signalling", "unreachable", /media server did not answer/],
  ["media", "unreachable", /firewall or VPN/],
  ["keys", "unexpected", /keys of this call/],
  ["membership", "forbidden", /Whoever manages the room can allow it/],
  ["signalling", "full", /The call is full/],
  ["token", "starting", /still starting/],
] as const)("says which leg broke: %s, %s", async (leg, code, words) => {
  const fault = { leg, code, detail: "503 from there", retryable: true };
  const { current } = await joined({ seed: { state: { state: "failed", fault } } });
  expect((await screen.findByRole("alert")).textContent).toMatch(words);
  fireEvent.click(screen.getByRole("button", { name: "Details" }));
  expect(screen.getByText(`${leg} ${code}: 503 from there`)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(current.now.value).toBeNull();
});

it("leaves by the red button", async () => {
  const { made, current } = await joined();
  fireEvent.click(await screen.findByRole("button", { name: "Leave call" }));
  expect(made[0]?.asked).toEqual(["leave"]);
  await waitFor(() => expect(current.now.value).toBeNull());
});

it("goes on in a small player while one reads elsewhere, and leads back", async () => {
  const participants = [buildParticipant({ own: true }), buildParticipant({ ...mira, speaking: true })];
  const { made, went } = await joined({ seed: { participants }, shown: "!b:localhost" });
  const mini = await screen.findByRole("region", { name: "Call" });
  expect(mini.textContent).toContain("studio");
  expect(within(mini).getByText("mira speaks")).toBeTruthy();
  fireEvent.click(within(mini).getByRole("button", { name: "Mute microphone" }));
  expect(made[0]?.asked).toEqual(["setMicrophone false"]);
  fireEvent.click(within(mini).getByRole("button", { name: /Back to the call in studio/ }));
  expect(went).toEqual([{ at: "home", roomId }]);
});
