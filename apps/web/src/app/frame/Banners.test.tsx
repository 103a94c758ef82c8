// @vitest-environment jsdom
import { signal } from "@parley/kernel";
import { buildSession } from "@parley/testkit";
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { renderInWorld } from "../../shared/testing/fake-world.tsx";
import { Banners } from "./Banners.tsx";
import { useBrowserOffline } from "./use-browser-offline.ts";

afterEach(cleanup);

const ignore = () => {};
function Probe({ of }: { readonly of: string }) {
  return <p>{useBrowserOffline(of, ignore) === null ? "reached" : "away"}</p>;
}

const draw = (inRoom = false) => {
  const session = buildSession();
  renderInWorld(<Banners refusal={null} problem={null} inRoom={inRoom} />, { session });
  return session;
};

it("offers once to take over from the other tab: not in the banner when the content does", () => {
  const session = draw(true);
  act(() => {
    session.connection.value = { state: "elsewhere", since: 0 };
  });
  expect(screen.queryByRole("button", { name: "Use here" })).toBeNull();
  cleanup();
  act(() => {
    draw(false).connection.value = { state: "elsewhere", since: 0 };
  });
  expect(screen.getByRole("button", { name: "Use here" })).toBeTruthy();
});

it("calls a homeserver that is late with what is new slow, and keeps what waits in words", () => {
  const session = draw();
  act(() => {
    session.queued.value = 2;
    session.connection.value = { state: "catching-up", since: 0 };
  });
  expect(screen.getByRole("status").textContent).toMatch(/slow to answer.*2 messages are kept/);
});

it.each([
  [["redaction"], /1 deletion is kept/],
  [["reaction", "reaction"], /2 reactions are kept/],
  [["edit"], /1 change is kept/],
  [["message", "reaction"], /Messages and changes are kept and will be sent: 2/],
] as const)("names what waits: %j", (kinds, said) => {
  const session = draw();
  const items = kinds.map((kind, at) => ({
    key: `${at}`,
    roomId: "!a",
    kind,
    text: null,
    file: false,
    send: { state: "queued", since: 0 } as const,
    rewritable: false,
    returnable: true,
  }));
  Object.assign(session.queue, { items: signal(items) });
  act(() => {
    session.queued.value = items.length;
    session.connection.value = { state: "catching-up", since: 0 };
  });
  expect(screen.getByRole("status").textContent).toMatch(said);
});

it("believes the browser that there is no network, but not of a homeserver on this machine", () => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  for (const [address, said] of [
    ["https://x.example", "away"],
    ["http://localhost:8420", "reached"],
    ["http://127.0.0.1", "reached"],
    ["http://[::1]:8420", "reached"],
  ] as const) {
    renderInWorld(<Probe of={address} />);
    expect(screen.getByText(said)).toBeTruthy();
    cleanup();
  }
});
