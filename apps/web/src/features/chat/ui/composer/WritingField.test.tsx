// @vitest-environment jsdom
import { buildRoom, buildSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { createRef, useLayoutEffect } from "react";
import { afterEach, expect, it } from "vitest";
import { createDrafts } from "../../model/drafts.ts";
import { createOpenRooms } from "../../model/open-rooms.ts";
import { renderChat } from "../testing/render-chat.tsx";
import type { RichFieldProps } from "./editor/RichField.tsx";
import type { Surface } from "./surface.ts";
import { WritingField } from "./WritingField.tsx";

afterEach(cleanup);

function RichField({ onReady }: RichFieldProps) {
  useLayoutEffect(onReady);
  return <p>rich</p>;
}

function draw() {
  const session = buildSession({ rooms: [buildRoom({ id: "!a" })] });
  const { clock } = session;
  const { composer } = createOpenRooms(session, { clock, drafts: createDrafts(session.drafts, clock) }).open("!a");
  renderChat(
    session,
    <WritingField
      composer={composer}
      surface={createRef<Surface | null>()}
      rich={{ Field: RichField, parse: () => [] as never }}
      bar={null}
      className=""
      label="Words"
      describedBy={undefined}
      list={null}
      onCaret={() => {}}
      onKey={() => false}
      onFiles={null}
      onUnfit={() => {}}
    />,
  );
}
/** Longer than the first paint takes, also in a page that is not seen. */
const painted = () => act(() => new Promise((resolve) => setTimeout(resolve, 350)));

it("is the plain field at first, and the rich one after the first paint", async () => {
  draw();
  expect(screen.getByRole("textbox", { name: "Words" })).toBeTruthy();
  await painted();
  expect(screen.getByText("rich")).toBeTruthy();
  expect(screen.queryByRole("textbox")).toBeNull();
});

it("leaves a word alone that an input method has begun before the first paint", async () => {
  draw();
  const field = screen.getByRole("textbox", { name: "Words" });
  fireEvent.compositionStart(field);
  await painted();
  expect(screen.getByRole("textbox", { name: "Words" })).toBe(field);
  fireEvent.compositionEnd(field);
  await waitFor(() => expect(screen.getByText("rich")).toBeTruthy());
});
