// @vitest-environment jsdom
import { buildRoom, buildSession, createManualClock } from "@parley/testkit";
import { buildCall } from "@parley/testkit/calls";
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { type CurrentCall, createCurrentCall } from "../model/current-call.ts";
import { CallReturn, tellNextTab, useLeaveWithPage } from "./CallReturn.tsx";
import { CurrentCallContext } from "./current.ts";

const room = "!general:localhost";
const clock = createManualClock();

// What comes later comes at once.
beforeAll(() => import("./ReturnBanner.tsx").then(() => {}), 60_000);
beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});
afterEach(cleanup);

function Page({ current, userId }: { readonly current: CurrentCall; readonly userId: string }) {
  useLeaveWithPage(current, userId);
  return <CallReturn />;
}

/** As the page after a reload: what was drawn before is gone. */
function draw(userId?: string) {
  cleanup();
  const session = buildSession({
    clock,
    rooms: [buildRoom({ id: room, name: "general" })],
    callService: "https://parley.example/jwt",
  });
  const current = createCurrentCall({
    clock,
    load: async () => (roomId) => ({ join: () => buildCall({ roomId, camera: { on: true } }) }),
  });
  renderInWorld(
    <CurrentCallContext value={current}>
      <Page current={current} userId={userId ?? session.account.userId} />
    </CurrentCallContext>,
    { session },
  );
  return current;
}

it("tells after a reload which call one is out of, and leads back the way one was in it", async () => {
  const before = draw();
  before.join(room, { intent: "audio", microphone: false, camera: false });
  await vi.waitFor(() => expect(before.now.value?.call.value).not.toBeNull());
  expect(screen.queryByText(/loaded anew/)).toBeNull();
  fireEvent(window, new Event("pagehide"));
  expect(before.now.value).toBeNull();
  const after = draw();
  expect(await screen.findByText(/you are out of the call in general/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Join again" }));
  expect(after.now.value).toMatchObject({ roomId: room, entry: { intent: "video", camera: true } });
  expect(screen.queryByText(/loaded anew/)).toBeNull();
});

it("says nothing of another account's call, nor of what was dismissed", async () => {
  const before = draw("@somebody:localhost");
  before.join(room, { intent: "audio", microphone: false, camera: false });
  fireEvent(window, new Event("pagehide"));
  const other = draw();
  for (let round = 0; round < 10; round += 1) await act(async () => {});
  expect(screen.queryByText(/loaded anew/)).toBeNull();
  other.join(room, { intent: "audio", microphone: false, camera: false });
  await vi.waitFor(() => expect(other.now.value?.call.value).not.toBeNull());
  fireEvent(window, new Event("pagehide"));
  draw();
  fireEvent.click(await screen.findByRole("button", { name: "Dismiss" }));
  expect(screen.queryByText(/loaded anew/)).toBeNull();
});

it("tells in the tab that took over which call ended with the other, and leads back into it", async () => {
  const before = draw();
  before.join(room, { intent: "audio", microphone: false, camera: false });
  await vi.waitFor(() => expect(before.now.value?.call.value).not.toBeNull());
  tellNextTab(before, buildSession({}).account.userId, Date.now());
  const after = draw();
  const [key] = Object.keys(localStorage);
  expect(screen.queryByText(/ran in the other tab/)).toBeNull();
  // As a browser tells other tabs of what one has written.
  fireEvent(window, new StorageEvent("storage", { key: key ?? "", newValue: localStorage.getItem(key ?? "") }));
  expect(await screen.findByText("The call in general ran in the other tab and ended with it.")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Join again" }));
  expect(after.now.value).toMatchObject({ roomId: room, entry: { intent: "video" } });
  expect(localStorage).toHaveLength(0);
});

it("tells nothing of a tab that was in no call", () => {
  const current = draw();
  tellNextTab(current, buildSession({}).account.userId, Date.now());
  expect(localStorage).toHaveLength(0);
});
