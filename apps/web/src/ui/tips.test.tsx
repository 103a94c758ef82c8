// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { IconButton } from "./IconButton.tsx";
import { Tooltip } from "./Tooltip.tsx";
import { TooltipHost } from "./TooltipHost.tsx";
// Loaded with the first tip, and not by the clock of a test.
import "./TooltipPopup.tsx";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function draw() {
  render(
    <>
      <IconButton label="Send" keys="Enter" icon="s" />
      <IconButton label="Attach" icon="a" />
      <IconButton label="More" tip={false} icon="m" />
      <Tooltip label="A server" side="right">
        <a href="/s">
          <span>letters</span>
        </a>
      </Tooltip>
      <p>words</p>
      <TooltipHost />
    </>,
  );
  const button = (name: string) => screen.getByRole("button", { name });
  const at = (element: Element) => fireEvent.pointerOver(element, { pointerType: "mouse" });
  const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  const tip = () => screen.queryByRole("tooltip", { hidden: true })?.textContent ?? null;
  return { button, at, wait, tip, words: screen.getByText("words") };
}

it("says what a sign means once the mouse rests on it, with its keys, and the next one's at once", async () => {
  const { button, at, wait, tip } = draw();
  at(button("Send"));
  await wait(300);
  expect(tip()).toBeNull();
  await wait(200);
  expect(tip()).toBe("SendEnter");
  at(button("Attach"));
  await wait(0);
  expect(tip()).toBe("Attach");
  at(screen.getByText("letters"));
  await wait(0);
  expect(tip()).toBe("A server");
});

it("stays while the mouse crosses over to the tip, and goes when it is elsewhere", async () => {
  const { button, at, wait, tip, words } = draw();
  at(button("Attach"));
  await wait(500);
  at(words);
  await wait(60);
  at(screen.getByRole("tooltip", { hidden: true }));
  await wait(1_000);
  expect(tip()).toBe("Attach");
  at(words);
  await wait(60);
  at(document.body);
  await wait(100);
  expect(tip()).toBeNull();
});

it("says nothing of a sign that was pressed until it was left, nor to a finger, nor where a layer opens", async () => {
  const { button, at, wait, tip, words } = draw();
  at(button("Send"));
  await wait(500);
  fireEvent.pointerDown(button("Send"), { pointerType: "mouse" });
  at(button("Send"));
  await wait(1_000);
  expect(tip()).toBeNull();
  at(words);
  fireEvent.pointerOver(button("Attach"), { pointerType: "touch" });
  at(button("More"));
  await wait(1_000);
  expect(tip()).toBeNull();
  at(button("Attach"));
  await wait(500);
  expect(tip()).toBe("Attach");
  fireEvent.keyDown(document.body, { key: "Escape" });
  await wait(0);
  expect(tip()).toBeNull();
});

it("says it to someone at a keyboard as the focus comes, and not when it goes", async () => {
  const { button, wait, tip } = draw();
  const send = button("Send");
  vi.spyOn(send, "matches").mockReturnValue(true);
  act(() => send.focus());
  await wait(0);
  expect(tip()).toBe("SendEnter");
  act(() => send.blur());
  await wait(0);
  expect(tip()).toBeNull();
});
