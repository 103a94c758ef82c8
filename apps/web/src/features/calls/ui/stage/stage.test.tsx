// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import { buildMember } from "@parley/testkit";
import { buildCallVideo, buildParticipant } from "@parley/testkit/calls";
import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Panel, PanelKind } from "../../../../shared/panel.ts";
import { loadLayers } from "../../../../ui/layers.ts";
import { drawCall, roomId } from "../testing/draw-call.tsx";
// Loaded before the clock of the first test runs.
import "./CallStage.tsx";

const own = buildParticipant({ own: true });
const mira = { userId: "@mira:localhost" };

// As soon after the first paint.
beforeAll(loadLayers);
beforeEach(() => {
  // jsdom lays nothing out.
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(900);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const tiles = async () => within(await screen.findByRole("list", { name: "Participants" })).getAllByRole("listitem");
const openMenu = async (name: string) =>
  fireEvent.click(await screen.findByRole("button", { name: `More for ${name}` }));

/** A camera that says whether anything shows it. */
function watched() {
  const shows = { now: 0 };
  const camera = buildCallVideo({
    attach() {
      shows.now += 1;
      return () => {
        shows.now -= 1;
      };
    },
  });
  return { camera, shows };
}

describe("pictures", () => {
  it("are shown on the page that one looks at, and on no other", async () => {
    const all = Array.from({ length: 40 }, (_, at) => ({ at, ...watched() }));
    const participants = all.map(({ at, camera }) => buildParticipant({ userId: `@guest-${at}:localhost`, camera }));
    await drawCall({ call: { participants: [own, ...participants] } });
    expect(await tiles()).toHaveLength(16);
    const seen = () => all.filter(({ shows }) => shows.now > 0).map(({ at }) => at);
    expect(seen()).toEqual([...Array(15).keys()]);
    fireEvent.click(screen.getByRole("button", { name: "Next participants" }));
    expect(seen()).toEqual(Array.from({ length: 16 }, (_, at) => at + 15));
  });

  it("turn by a finger that moves to the side, not by one that scrolls", async () => {
    const participants = Array.from({ length: 40 }, (_, at) => buildParticipant({ userId: `@guest-${at}:localhost` }));
    await drawCall({ call: { participants: [own, ...participants] } });
    const list = await screen.findByRole("list", { name: "Participants" });
    const swipe = (x: number, y: number) => {
      fireEvent.touchStart(list, { touches: [{ clientX: 200, clientY: 200 }] });
      fireEvent.touchEnd(list, { changedTouches: [{ clientX: 200 + x, clientY: 200 + y }] });
    };
    swipe(-80, 100);
    expect(screen.getByText("Page 1 of 3")).toBeTruthy();
    swipe(-80, 10);
    expect(screen.getByText("Page 2 of 3")).toBeTruthy();
    swipe(80, 10);
    expect(screen.getByText("Page 1 of 3")).toBeTruthy();
  });

  it("have a tile for each screen, the last one large", async () => {
    const sharing = (name: string) => buildParticipant({ userId: `@${name}:localhost`, screen: buildCallVideo() });
    await drawCall({ call: { participants: [own, sharing("mira"), sharing("jun")] } });
    const large = await screen.findByRole("button", { name: "Show everyone alike", pressed: true });
    expect(large.closest("li")?.textContent).toContain("jun's screen");
    expect(screen.getByText("mira's screen")).toBeTruthy();
  });

  it("of a screen fill the whole one, and give it back; one's own do not", async () => {
    let filled: Element | null = null;
    const turn = (to: Element | null) => {
      filled = to;
      act(() => void document.dispatchEvent(new Event("fullscreenchange")));
      return Promise.resolve();
    };
    Object.defineProperty(document, "fullscreenEnabled", { value: true, configurable: true });
    Object.defineProperty(document, "fullscreenElement", { get: () => filled, configurable: true });
    document.exitFullscreen = () => turn(null);
    HTMLElement.prototype.requestFullscreen = function fill() {
      return turn(this);
    };
    const sharing = (parts: object) => buildParticipant({ ...parts, screen: buildCallVideo() });
    await drawCall({ call: { participants: [sharing({ own: true }), sharing(mira)] } });
    fireEvent.click(await screen.findByRole("button", { name: "Full screen" }));
    expect((filled as Element | null)?.textContent).toContain("mira's screen");
    fireEvent.click(screen.getByRole("button", { name: "Leave full screen" }));
    expect(filled).toBeNull();
    expect(screen.getByRole("button", { name: "Full screen" })).toBeTruthy();
    Object.defineProperty(document, "fullscreenEnabled", { value: false, configurable: true });
  });

  it("are hidden for oneself, and shown again", async () => {
    const { camera, shows } = watched();
    await drawCall({ call: { participants: [own, buildParticipant({ ...mira, camera })] } });
    await openMenu("mira");
    expect(shows.now).toBe(1);
    fireEvent.click(screen.getByRole("button", { name: "Hide picture" }));
    expect(shows.now).toBe(0);
    expect((await tiles())[1]?.textContent).toContain("picture hidden");
    await openMenu("mira");
    fireEvent.click(await screen.findByRole("button", { name: "Show picture" }));
    expect(shows.now).toBe(1);
  });
});

describe("a person's menu", () => {
  it("opens by the right button and by a resting finger", async () => {
    const { clock } = await drawCall({ call: { participants: [own, buildParticipant(mira)] } });
    const tile = (await tiles())[1] as HTMLElement;
    fireEvent.contextMenu(tile);
    expect(await screen.findByRole("dialog", { name: "More for mira" })).toBeTruthy();
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    fireEvent.pointerDown(tile, { pointerType: "touch" });
    act(() => clock.tick(500));
    expect(await screen.findByRole("dialog", { name: "More for mira" })).toBeTruthy();
  });

  it("makes them quieter and silent, for oneself", async () => {
    const someone = buildParticipant(mira);
    const { call } = await drawCall({ call: { participants: [own, someone] } });
    await openMenu("mira");
    fireEvent.change(screen.getByRole("slider", { name: "Volume of mira" }), { target: { value: "40" } });
    fireEvent.click(screen.getByRole("button", { name: "Mute for me" }));
    expect(call.asked).toEqual([`setVolume ${someone.identity} 0.4`, `setVolume ${someone.identity} 0`]);
    expect((await tiles())[1]?.textContent).toContain("muted for you");
    fireEvent.click(screen.getByRole("button", { name: "Hear again" }));
    expect(call.asked.at(-1)).toBe(`setVolume ${someone.identity} 0.4`);
  });

  it("says how good their connection is", async () => {
    await drawCall({ call: { participants: [own, buildParticipant({ ...mira, quality: "lost" })] } });
    await openMenu("mira");
    expect(within(screen.getByRole("dialog")).getByText("Connection lost")).toBeTruthy();
  });

  it("offers nothing for everyone to whom may not", async () => {
    await drawCall({ call: { participants: [own, buildParticipant(mira)] } });
    await openMenu("mira");
    expect(screen.queryByText("Remove from the call")).toBeNull();
  });

  const moderated = {
    permissions: { kick: true },
    members: [
      buildMember({ userId: "@rosa:localhost", role: "admin" }),
      buildMember({ userId: mira.userId, name: "Mira" }),
    ],
  };

  it("mutes for everyone, and says so", async () => {
    const { parley } = await drawCall({ call: { participants: [own, buildParticipant(mira)] }, room: moderated });
    parley.answers = { "calls.mute": () => ({ muted: 1 }) };
    await openMenu("Mira");
    fireEvent.click(screen.getByRole("button", { name: "Mute their microphone" }));
    const params = { roomId, userId: mira.userId, source: "microphone" };
    expect(parley.calls).toEqual([{ method: "calls.mute", params }]);
    expect(await screen.findByText("Mira's microphone is off. They can turn it on again.")).toBeTruthy();
  });

  it("removes after it has asked, and stays with the question when it could not", async () => {
    const { parley } = await drawCall({ call: { participants: [own, buildParticipant(mira)] }, room: moderated });
    await openMenu("Mira");
    fireEvent.click(screen.getByRole("button", { name: "Remove from the call" }));
    const dialog = await screen.findByRole("alertdialog", { name: "Remove Mira from the call?" });
    const confirm = within(dialog).getByRole("button", { name: "Remove from the call" });
    await act(async () => fireEvent.click(confirm));
    expect(within(dialog).getByRole("alert")).toBeTruthy();
    parley.answers = { "calls.remove": () => ({ removed: 1 }) };
    await act(async () => fireEvent.click(confirm));
    expect(parley.calls.at(-1)).toEqual({ method: "calls.remove", params: { roomId, userId: mira.userId } });
    await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
    expect(screen.getByText("Mira was removed from the call")).toBeTruthy();
  });
});

describe("hands and reactions", () => {
  const someone = buildParticipant(mira);
  const hand = (identity: string, since: number) => ({ identity, userId: mira.userId, since });

  it("are raised and taken down by one button, which says which", async () => {
    const { session } = await drawCall({ call: { participants: [own, someone] } });
    fireEvent.click(await screen.findByRole("button", { name: "Raise hand" }));
    fireEvent.click(await screen.findByRole("button", { name: "Take hand down" }));
    await screen.findByRole("button", { name: "Raise hand" });
    expect(session.callSigns.asked).toEqual(["setHand true", "setHand false"]);
  });

  it("stand in the order of raising, on tiles and in a list, and are told", async () => {
    const jun = buildParticipant({ userId: "@jun:localhost" });
    const { session } = await drawCall({ call: { participants: [own, someone, jun] } });
    await tiles();
    act(() => {
      session.callSigns.hands.value = [hand(jun.identity, 1)];
    });
    expect(screen.getByText("jun raised a hand")).toBeTruthy();
    expect((await tiles())[2]?.textContent).toContain("hand raised");
    act(() => {
      session.callSigns.hands.value = [hand(jun.identity, 1), hand(someone.identity, 2)];
    });
    expect((await tiles())[1]?.textContent).toContain("hand raised, number 2");
    fireEvent.click(screen.getByRole("button", { name: "2 raised hands" }));
    const list = await screen.findByRole("list", { name: "2 raised hands" });
    expect(
      within(list)
        .getAllByRole("listitem")
        .map((item) => item.textContent),
    ).toEqual(["1jun", "2mira"]);
  });

  it("says when a hand could not be raised", async () => {
    const { session } = await drawCall({ call: { participants: [own, someone] } });
    session.callSigns.refusal = new AppError("MATRIX_FORBIDDEN", "no");
    fireEvent.click(await screen.findByRole("button", { name: "Raise hand" }));
    await waitFor(() => expect(document.querySelector("[data-base-ui-portal] h2, [role=alertdialog]")).toBeTruthy());
    expect(screen.getByRole("button", { name: "Raise hand" })).toBeTruthy();
  });

  it("are shown for a moment", async () => {
    const { session, clock } = await drawCall({ call: { participants: [own, someone] } });
    await tiles();
    act(() => session.callSigns.react({ identity: someone.identity, emoji: "🎉" }));
    expect((await tiles())[1]?.textContent).toContain("🎉");
    expect(screen.getByText("mira: 🎉")).toBeTruthy();
    act(() => clock.tick(4000));
    expect((await tiles())[1]?.textContent).not.toContain("🎉");
  });

  it("are sent from a small set", async () => {
    const { session } = await drawCall({ call: { participants: [own, someone] } });
    fireEvent.click(await screen.findByRole("button", { name: "React" }));
    fireEvent.click(await screen.findByRole("button", { name: "React with applause" }));
    await waitFor(() => expect(session.callSigns.asked).toEqual(["react 👏 clapping"]));
  });
});

it("takes the focus that lay nowhere to the controls, and gives it to the field when one leaves", async () => {
  const composer = document.createElement("div");
  composer.dataset.region = "composer";
  composer.innerHTML = "<input data-region-start>";
  document.body.append(composer);
  await drawCall();
  const leave = await screen.findByRole("button", { name: "Leave call" });
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Mute microphone");
  leave.focus();
  await act(async () => fireEvent.click(leave));
  expect(document.activeElement).toBe(composer.firstElementChild);
  composer.remove();
});

it("draws no ring around the controls under a finger", async () => {
  const query = (media: string) => ({
    matches: media === "(pointer: coarse)",
    addEventListener() {},
    removeEventListener() {},
  });
  vi.stubGlobal("matchMedia", query);
  await drawCall();
  await screen.findByRole("button", { name: "Mute microphone" });
  expect(document.activeElement).toBe(document.body);
  vi.unstubAllGlobals();
});

it("stops pictures of others to save data, and lets one be seen all the same", async () => {
  const one = watched();
  const two = watched();
  const mine = watched();
  const participants = [
    buildParticipant({ own: true, camera: mine.camera }),
    buildParticipant({ ...mira, camera: one.camera }),
    buildParticipant({ userId: "@jun:localhost", camera: two.camera }),
  ];
  await drawCall({ call: { participants } });
  const now = () => [mine, one, two].map(({ shows }) => shows.now);
  fireEvent.click(await screen.findByRole("button", { name: "Stop incoming video" }));
  expect(screen.getByText(/Incoming video is off/)).toBeTruthy();
  expect(now()).toEqual([1, 0, 0]);
  await openMenu("jun");
  fireEvent.click(await screen.findByRole("button", { name: "Show picture" }));
  expect(now()).toEqual([1, 0, 1]);
  fireEvent.click(screen.getAllByRole("button", { name: "Show incoming video" })[0] as HTMLElement);
  expect(now()).toEqual([1, 1, 1]);
});

it("leads to members and pinned messages beside the call, and closes them with the chat", async () => {
  const asked: string[] = [];
  const panel = {
    open: true,
    kind: "pins",
    toggle: (kind?: PanelKind) => void asked.push(kind ?? ""),
    close: () => void asked.push("close"),
  } satisfies Panel;
  await drawCall({ call: { participants: [own] }, panel });
  fireEvent.click(await screen.findByRole("button", { name: "Members", pressed: false }));
  fireEvent.click(screen.getByRole("button", { name: "Pinned messages", pressed: true }));
  fireEvent.click(screen.getAllByRole("button", { name: "Hide chat" })[0] as HTMLElement);
  expect(asked).toEqual(["members", "pins", "close"]);
});

describe("a connection that broke", () => {
  const lost = { waiting: true, lost: true } as const;

  it("is said of who lost it", async () => {
    await drawCall({ call: { participants: [own, buildParticipant({ ...mira, ...lost })] } });
    expect((await tiles()).map((tile) => within(tile).queryByText("Their connection broke") !== null)).toEqual([
      false,
      true,
    ]);
  });

  it("that is one's own is not said of others, nor of oneself as of another", async () => {
    const there = [buildParticipant({ own: true, ...lost }), buildParticipant({ ...mira, waiting: true })];
    await drawCall({ call: { participants: there, state: { state: "reconnecting", since: 0 } } });
    await tiles();
    expect(screen.queryByText(/^Their|^Connecting/)).toBeNull();
    expect(screen.getByText(/The connection broke .* You are still in the call/)).toBeTruthy();
  });
});

it("what opens over the stage is dark as it is", async () => {
  await drawCall({ call: { participants: [own, buildParticipant(mira)] } });
  await tiles();
  await openMenu("mira");
  expect((await screen.findByRole("dialog")).closest(".scheme-dark")).not.toBeNull();
});

it("whoever is left behind is told who went", async () => {
  const { call } = await drawCall({ call: { participants: [own] } });
  expect(await screen.findByText(/Nobody else is here yet/)).toBeTruthy();
  act(() => {
    call.participants.value = [own, buildParticipant(mira)];
  });
  expect(screen.queryByText(/Nobody else is here yet/)).toBeNull();
  act(() => {
    call.participants.value = [own];
  });
  expect(screen.getByText("mira left. You are the only one in the call now.")).toBeTruthy();
});

it("the way to the chat tells of what was written there", async () => {
  await drawCall({ room: { unread: true } });
  const controls = await screen.findByRole("toolbar", { name: "Call controls" });
  const button = within(controls).getByRole("button", { name: /^(Show|Hide) chat/ });
  if (button.getAttribute("aria-expanded") === "true") fireEvent.click(button);
  expect(screen.getByRole("button", { name: "Show chat, unread messages" })).toBeTruthy();
});
