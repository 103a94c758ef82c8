// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { type ReactNode, useRef } from "react";
import { afterEach, expect, it } from "vitest";
import type { Surface } from "./surface.ts";
import { useTypedElsewhere } from "./use-typed-elsewhere.ts";

afterEach(cleanup);

function Field() {
  const surface = useRef<Surface | null>(null);
  useTypedElsewhere(surface);
  return (
    <textarea
      aria-label="Message"
      ref={(element) => {
        surface.current = element && ({ element, focus: () => element.focus() } as unknown as Surface);
      }}
    />
  );
}

function draw(more: ReactNode = null) {
  render(
    <>
      <main tabIndex={-1}>
        <article data-message="a" tabIndex={-1}>
          said before
          <button type="button">React</button>
        </article>
        <Field />
      </main>
      {more}
    </>,
  );
  const press = (target: HTMLElement, init: KeyboardEventInit) => {
    target.focus();
    fireEvent.keyDown(target, init);
    return document.activeElement === screen.getByLabelText("Message");
  };
  return { press, message: screen.getByRole("article"), button: screen.getByRole("button", { name: "React" }) };
}

it("lets what is typed on a message begin in the field", () => {
  const { press, message } = draw();
  expect(press(message, { key: "s" })).toBe(true);
  expect(press(screen.getByRole("main"), { key: "Ñ", shiftKey: true })).toBe(true);
});

it.each([
  ["a key that scrolls", { key: " " }],
  ["an arrow", { key: "ArrowUp" }],
  ["a shortcut", { key: "c", ctrlKey: true }],
])("leaves %s alone", (_, init) => {
  const { press, message } = draw();
  expect(press(message, init)).toBe(false);
});

it("leaves the keys of what answers them alone, of a layer above, and those that were answered", () => {
  const { press, message, button } = draw();
  expect(press(button, { key: "s" })).toBe(false);
  const answered = (event: KeyboardEvent) => event.preventDefault();
  document.addEventListener("keydown", answered);
  expect(press(message, { key: "s" })).toBe(false);
  document.removeEventListener("keydown", answered);
  cleanup();
  const layered = draw(<div role="dialog" />);
  expect(layered.press(layered.message, { key: "s" })).toBe(false);
});
