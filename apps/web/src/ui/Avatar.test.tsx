// @vitest-environment jsdom
import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Avatar } from "./Avatar.tsx";

afterEach(cleanup);

it.each([20, 24, 32, 40, 64, 88] as const)(
  "calls a server by the same letters wherever it stands, at %d px",
  (size) => {
    const { container } = render(<Avatar id="!atelier" name="Atelier" kind="server" size={size} />);
    expect(container.textContent).toBe("At");
  },
);

it("calls a person by one letter", () => {
  const { container } = render(<Avatar id="@ann:x" name="Ann" size={24} />);
  expect(container.textContent).toBe("A");
});
