// @vitest-environment jsdom
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useLevelFocus } from "./use-level-focus.ts";

afterEach(cleanup);
// jsdom has none.
beforeEach(() => vi.stubGlobal("CSS", { escape: (text: string) => text.replaceAll(/[^\w-]/g, "\\$&") }));

function Phone({ room, isPhone = true }: { readonly room: string | null; readonly isPhone?: boolean }) {
  useLevelFocus(isPhone, room === null ? "list" : "content", room);
  return room === null ? (
    <main id="content" tabIndex={-1} key="list">
      <nav data-region="list">
        <a href="/a" data-room="!a:x">
          a
        </a>
        <a href="/b" data-room="!b:x">
          b
        </a>
      </nav>
    </main>
  ) : (
    <main id="content" tabIndex={-1} key="room">
      {room}
    </main>
  );
}

it("goes with the level, and back to the room one comes from", async () => {
  const { rerender } = render(<Phone room={null} />);
  expect(document.activeElement).toBe(document.body);
  rerender(<Phone room="!b:x" />);
  await waitFor(() => expect(document.activeElement?.id).toBe("content"));
  rerender(<Phone room={null} />);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByText("b")));
});

it("moves nothing where list and room stand beside each other", async () => {
  const { rerender } = render(<Phone room={null} isPhone={false} />);
  rerender(<Phone room="!b:x" isPhone={false} />);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(document.activeElement).toBe(document.body);
});
