// @vitest-environment jsdom
import type { MediaCheck, Way } from "@parley/calls/reach";
import { AppError, signal } from "@parley/kernel";
import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { ReachSection } from "./ReachSection.tsx";

afterEach(cleanup);

const trying = { state: "trying" } as const;
const open = (ms: number) => ({ state: "open", ms }) as const;
const shut = (why: "no-answer" | "refused" | "here-alone") => ({ state: "shut", why }) as const;

function check() {
  const ways = signal<readonly Way[]>([{ kind: "signalling", address: "ws://a/livekit/sfu", state: trying }]);
  const done = signal(false);
  const stopped = { count: 0 };
  const made: MediaCheck = { ways, done, stop: () => void stopped.count++ };
  return { made, ways, done, stopped };
}
const row = (name: string) => within(screen.getByText(name).closest("li") ?? document.body);

it("shows each way while it is tried, and then what to do about it", async () => {
  const { made, ways, done, stopped } = check();
  const { unmount } = renderInWorld(<ReachSection sfu="ready" begin={async () => made} />);
  fireEvent.click(screen.getByRole("button", { name: "Check" }));
  await screen.findByText(/Trying each way/);
  expect(row("Signalling").getByText("Trying")).toBeTruthy();
  ways.value = [
    { kind: "signalling", address: "ws://a/livekit/sfu", state: open(12) },
    { kind: "udp", address: "203.0.113.7:7882", state: shut("no-answer") },
    { kind: "tcp", address: "203.0.113.7:7881", state: open(80.4) },
    { kind: "relay", address: "turns:turn.example.org:443", state: shut("refused") },
  ];
  done.value = true;
  expect(await screen.findByText(/over TCP alone/)).toBeTruthy();
  expect(row("Media over UDP").getByText("203.0.113.7:7882")).toBeTruthy();
  expect(row("Media over UDP").getByText(/Open this port for UDP/)).toBeTruthy();
  expect(row("Media over TCP").getByText("Open, 80 ms")).toBeTruthy();
  expect(row("Relay (TURN)").getByText(/must be the same/)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Check again" })).toBeTruthy();
  unmount();
  expect(stopped.count).toBe(1);
});

it("says that media stays at home, and that nothing works", async () => {
  const { made, ways, done } = check();
  ways.value = [
    { kind: "signalling", address: "ws://a/livekit/sfu", state: open(12) },
    { kind: "udp", address: "127.0.0.1:7882", state: shut("here-alone") },
    { kind: "tcp", address: null, state: { state: "absent" } },
    { kind: "relay", address: null, state: { state: "absent" } },
  ];
  done.value = true;
  renderInWorld(<ReachSection sfu="ready" begin={async () => made} />);
  fireEvent.click(screen.getByRole("button", { name: "Check" }));
  expect(await screen.findByText("Calls do not work from here.")).toBeTruthy();
  expect(row("Media over UDP").getByText(/own machine alone/)).toBeTruthy();
  expect(row("Media over TCP").getByText("Not offered")).toBeTruthy();
});

it("cannot be begun without a call server, and says what went wrong", async () => {
  renderInWorld(<ReachSection sfu="down" />);
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Check" }).getAttribute("aria-disabled")).toBe("true");
  cleanup();
  const begin = async () => {
    throw new AppError("RATE_LIMITED", "Too many requests.", { retryAfterMs: 5000 });
  };
  renderInWorld(<ReachSection sfu="ready" begin={begin} />);
  fireEvent.click(screen.getByRole("button", { name: "Check" }));
  expect(await screen.findByRole("alert")).toBeTruthy();
});
