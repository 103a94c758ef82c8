// @vitest-environment jsdom
import { buildMember, buildSession, createManualClock } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { renderChat } from "../testing/render-chat.tsx";
import { NewDirectDialog } from "./NewDirectDialog.tsx";

afterEach(cleanup);

it("opens the conversation with the first person found on Enter, once there is one", async () => {
  const clock = createManualClock();
  const session = buildSession({ clock, people: [buildMember({ userId: "@mira:localhost", name: "Mira" })] });
  const { went } = renderChat(session, <NewDirectDialog onClose={() => {}} />);
  const field = screen.getByRole("textbox");
  fireEvent.change(field, { target: { value: "mira" } });
  fireEvent.keyDown(field, { key: "Enter" });
  expect(went).toEqual([]);
  act(() => clock.tick(300));
  await screen.findByRole("button", { name: /Mira/u });
  fireEvent.keyDown(field, { key: "Enter" });
  await waitFor(() => expect(went).toMatchObject([{ at: "home" }]));
});
