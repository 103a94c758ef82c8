// @vitest-environment jsdom
import { Tooltip } from "@base-ui/react/tooltip";
import type { CallRoles } from "@parley/matrix";
import { buildMember, buildRoom, buildSession, buildSpace, createManualClock } from "@parley/testkit";
import { buildCall, buildCallMember, buildParticipant, type CallSeed, type FakeCall } from "@parley/testkit/calls";
import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { PreferencesProvider } from "../../../../shared/PreferencesProvider.tsx";
import { createPreferences } from "../../../../shared/preferences.ts";
import { renderInWorld } from "../../../../shared/testing/fake-world.tsx";
import { ClockContext } from "../../../../shared/time.ts";
import { ToastProvider } from "../../../../ui/Toast.tsx";
import { type CurrentCall, createCurrentCall } from "../../model/current-call.ts";
import { CallRoom } from "../CallRoom.tsx";
import { CurrentCallContext } from "../current.ts";
import { useKeptMicrophone } from "../use-kept-microphone.ts";
import { callersOf } from "./use-callers.ts";
import { VoiceEntry } from "./VoiceEntry.tsx";

const studio = "!studio:localhost";
const hall = "!hall:localhost";
const people = "ada ben cleo dan eva finn gus hana ida kai lea max".split(" ");
const nameOf = (name: string) => `@${name}:localhost`;

// What comes later comes at once: on a busy machine its first loading takes longer than a test waits.
beforeAll(async () => {
  await Promise.all([import("../stage/CallStage.tsx"), import("../stage/ChatHead.tsx")]);
  await Promise.all([import("./VoiceLobby.tsx"), import("./VoiceRow.tsx")]);
}, 60_000);
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(900);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function Keeping({ current }: { readonly current: CurrentCall }) {
  useKeptMicrophone(current);
  return null;
}

function draw({
  callRoles = {},
  callService = "https://parley.example/jwt",
  seed = {},
}: {
  readonly callRoles?: Partial<CallRoles>;
  readonly callService?: string | null;
  readonly seed?: CallSeed;
} = {}) {
  const clock = createManualClock();
  const members = [
    buildMember({ userId: "@rosa:localhost", name: "Rosa" }),
    buildMember({ userId: nameOf("ada"), name: "Ada L." }),
  ];
  const channel = { voice: true, spaceId: "!s:localhost", members, callRoles };
  const session = buildSession({
    clock,
    spaces: [buildSpace({ id: "!s:localhost", name: "Atelier" })],
    rooms: [buildRoom({ id: studio, name: "Studio", ...channel }), buildRoom({ id: hall, name: "Hall", ...channel })],
    ...(callService === null ? {} : { callService }),
  });
  const current = createCurrentCall({
    clock,
    load: async () => (roomId) => ({
      join: (entry) => buildCall({ ...seed, microphone: { ...seed.microphone, on: entry.microphone }, roomId }),
    }),
  });
  const rooms = session.rooms.list.value.spaces[0]?.categories[0]?.channels ?? [];
  const preferences = createPreferences({ getItem: () => null, setItem() {} }, null, []);
  const view = renderInWorld(
    <ClockContext value={clock}>
      <PreferencesProvider value={preferences}>
        <ToastProvider>
          <Tooltip.Provider>
            <CurrentCallContext value={current}>
              <Keeping current={current} />
              {rooms.map((room) => (
                <div key={room.id} data-testid={`row ${room.name}`}>
                  <VoiceEntry room={room} place={{ at: "space", spaceId: "!s:localhost", roomId: room.id }}>
                    <a href="/there" onClick={(event) => !event.ctrlKey && event.preventDefault()}>
                      {`to ${room.name}`}
                    </a>
                  </VoiceEntry>
                </div>
              ))}
              {rooms[0] !== undefined && (
                <CallRoom room={rooms[0]} header={<h1>{rooms[0].name}</h1>} onBack={undefined}>
                  <p>what was said</p>
                </CallRoom>
              )}
            </CurrentCallContext>
          </Tooltip.Provider>
        </ToastProvider>
      </PreferencesProvider>
    </ClockContext>,
    { session },
  );
  const place = (roomId: string, names: readonly string[]) =>
    act(() =>
      session.calls.place(
        roomId,
        names.map((name) => buildCallMember({ userId: nameOf(name) })),
      ),
    );
  return { ...view, session, current, preferences, place };
}

it("joins by one press on its row, silent the first time, and moves to another by the next", async () => {
  const { current } = draw();
  await act(async () => {});
  fireEvent.click(screen.getByText("to Studio"));
  expect(current.now.value).toMatchObject({
    roomId: studio,
    entry: { intent: "audio", microphone: false, camera: false },
  });
  await act(async () => {});
  const first = current.now.value?.call.value;
  fireEvent.click(screen.getByText("to Hall"));
  expect(current.now.value?.roomId).toBe(hall);
  expect(first).toMatchObject({ asked: ["leave"] });
});

it("joins nothing when the row is opened in a new tab", async () => {
  const { current } = draw();
  fireEvent.click(screen.getByText("to Studio"), { ctrlKey: true });
  expect(current.now.value).toBeNull();
});

it("begins as the microphone was left last", async () => {
  const { current, preferences } = draw();
  await act(async () => current.join(studio, { intent: "audio", microphone: false, camera: false }));
  expect(preferences.values.value.microphoneOpen).toBe(false);
  await act(async () => current.now.value?.call.value?.setMicrophone(true));
  expect(preferences.values.value.microphoneOpen).toBe(true);
  // A page that goes away closes it as well: that was not by hand.
  await act(async () => {
    window.dispatchEvent(new Event("pagehide"));
    await current.now.value?.call.value?.setMicrophone(false);
  });
  expect(preferences.values.value.microphoneOpen).toBe(true);
  window.dispatchEvent(new Event("pageshow"));
  await act(async () => current.leave());
  fireEvent.click(screen.getByText("to Hall"));
  expect(current.now.value?.entry.microphone).toBe(true);
});

it("keeps that the microphone was turned on while it was still being opened", async () => {
  const { current, preferences } = draw({ seed: { microphone: { on: false, busy: true } } });
  await act(async () => current.join(studio, { intent: "audio", microphone: false, camera: false }));
  expect(preferences.values.value.microphoneOpen).toBe(false);
  await act(async () => current.now.value?.call.value?.setMicrophone(true));
  expect(preferences.values.value.microphoneOpen).toBe(true);
});

it("keeps nothing of how a call between two begins by itself", async () => {
  const { current, preferences } = draw();
  await act(async () => current.join(studio, { intent: "audio", microphone: true, camera: false }));
  expect(preferences.values.value.microphoneOpen).toBe(false);
});

it("shows who is in it below its row: by name where it is known, each person once, of many the first", async () => {
  const { place } = draw();
  place(hall, ["ada", "ada", "ben"]);
  const list = await within(screen.getByTestId("row Hall")).findByRole("list", { name: "In Hall" });
  expect(
    within(list)
      .getAllByRole("listitem")
      .map((item) => item.textContent),
  ).toEqual(["AAda L.", "Bben"]);
  place(hall, people);
  const rows = within(list).getAllByRole("listitem");
  expect(rows).toHaveLength(6);
  expect(rows[5]?.textContent).toBe("7 more");
  place(hall, []);
  expect(screen.queryByRole("list", { name: "In Hall" })).toBeNull();
});

it("says who speaks and who is muted in the call that one is in oneself", async () => {
  const participants = [
    buildParticipant({ own: true, userId: "@rosa:localhost" }),
    buildParticipant({ userId: nameOf("ada"), speaking: true }),
    buildParticipant({ userId: nameOf("ben"), microphone: "muted" }),
  ];
  const { place, current } = draw({ seed: { participants } });
  place(studio, ["ada", "ben"]);
  const list = await within(screen.getByTestId("row Studio")).findByRole("list", { name: "In Studio" });
  expect(list.textContent).not.toMatch(/speaks|microphone off/);
  await act(async () => current.join(studio, { intent: "audio", microphone: false, camera: false }));
  expect(list.textContent).toMatch(/Ada L\., speaks.*ben, microphone off/);
  // Of a call that is over for oneself nothing is known any more.
  const call = current.now.value?.call.value as FakeCall;
  act(() => {
    call.state.value = { state: "left", why: "removed" };
  });
  expect(list.textContent).not.toMatch(/speaks|microphone off/);
});

it("offers the way in where one is not in it, with the chat beside, and again after leaving", async () => {
  const { current, place } = draw();
  expect(await screen.findByText("Nobody is here yet")).toBeTruthy();
  expect(screen.getByText("what was said")).toBeTruthy();
  place(studio, ["ada", "ben"]);
  expect(screen.getByText("2 people are here")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Join" }));
  expect(await screen.findByRole("region", { name: "Call in Studio" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Join" })).toBeNull();
  await act(async () => current.leave());
  expect(await screen.findByRole("button", { name: "Join" })).toBeTruthy();
});

it("leaves a room to its own words where the account is used in another tab, and joins by no press", async () => {
  const { session, current } = draw();
  expect(await screen.findByText("Nobody is here yet")).toBeTruthy();
  act(() => {
    session.connection.value = { state: "elsewhere", since: 0 };
  });
  expect(screen.queryByText("Nobody is here yet")).toBeNull();
  expect(screen.getByText("what was said")).toBeTruthy();
  fireEvent.click(screen.getByText("to Studio"));
  expect(current.now.value).toBeNull();
});

it("leads to the chat alone", async () => {
  const { went, current } = draw();
  fireEvent.click(await screen.findByRole("button", { name: "Open chat of Hall" }));
  expect(went).toEqual([{ at: "space", spaceId: "!s:localhost", roomId: hall }]);
  expect(current.now.value).toBeNull();
});

it("says why one cannot join, and joins by no press", async () => {
  const { current } = draw({ callRoles: { join: "admin" } });
  expect(await screen.findByText(/Only admins can join here/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Join" })).toBeNull();
  fireEvent.click(screen.getByText("to Studio"));
  expect(current.now.value).toBeNull();
});

it("lets those listen who may not speak, and says so", async () => {
  const { current } = draw({ callRoles: { speak: "moderator", video: "moderator" } });
  expect(await screen.findByText(/You can listen here. Only moderators and admins can speak/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Join with video" })).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Join" }));
  expect(current.now.value?.entry.microphone).toBe(false);
});

it("says where a homeserver has no calls", async () => {
  draw({ callService: null });
  await waitFor(() => expect(screen.getByText(/This homeserver has no calls/)).toBeTruthy());
  expect(screen.queryByRole("button", { name: "Join" })).toBeNull();
});

it("names whoever is not known here by their id, whatever it looks like", () => {
  const odd = ["@:x", "@", "", "no-at", "@a:b:c", `@${"x".repeat(300)}:y`, "@‮evil:x"];
  const callers = callersOf(
    odd.map((userId) => buildCallMember({ userId })),
    [],
  );
  expect(callers).toHaveLength(odd.length);
  for (const { userId, name } of callers) expect(name !== "" || userId === "").toBe(true);
});

it("opens what can be done about a person of one's own call by their row, and of no other", async () => {
  const ada = buildParticipant({ userId: nameOf("ada") });
  const { place, current } = draw({ seed: { participants: [buildParticipant({ own: true }), ada] } });
  place(studio, ["ada"]);
  place(hall, ["ben"]);
  await act(async () => current.join(studio, { intent: "audio", microphone: false, camera: false }));
  const list = await within(screen.getByTestId("row Studio")).findByRole("list", { name: "In Studio" });
  fireEvent.contextMenu(await within(list).findByRole("button", { name: /Ada L/ }));
  expect(await screen.findByRole("slider", { name: "Volume of Ada L." })).toBeTruthy();
  const other = await within(screen.getByTestId("row Hall")).findByRole("list", { name: "In Hall" });
  expect(within(other).queryByRole("button")).toBeNull();
});
