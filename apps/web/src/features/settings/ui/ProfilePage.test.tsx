// @vitest-environment jsdom
import { buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../../ui/Toast.tsx";
import { ProfilePage } from "./ProfilePage.tsx";

afterEach(cleanup);

function draw() {
  const session = buildSession({});
  const setAvatar = vi.spyOn(session.own, "setAvatar").mockResolvedValue();
  renderInWorld(
    <ToastProvider>
      <ProfilePage />
    </ToastProvider>,
    { session },
  );
  const choose = (content: string, name: string, type: string) => {
    const bytes = Uint8Array.from(content, (letter) => letter.charCodeAt(0));
    const file = Object.assign(new File([bytes], name, { type }), { arrayBuffer: async () => bytes.buffer });
    fireEvent.change(screen.getByTestId("picture"), { target: { files: [file] } });
  };
  return { setAvatar, choose };
}

it("refuses words that are called a picture, and sends them nowhere", async () => {
  const { setAvatar, choose } = draw();
  choose("These are words.", "holiday.png", "image/png");
  expect((await screen.findByRole("alert")).textContent).toContain("no PNG");
  expect(setAvatar).not.toHaveBeenCalled();
});

it("sends a picture as what it is, whatever it is called", async () => {
  const { setAvatar, choose } = draw();
  choose("GIF89a\x01\0\x01\0\0\0\0;", "holiday.png", "image/png");
  await waitFor(() => expect(setAvatar).toHaveBeenCalledWith(expect.objectContaining({ type: "image/gif" })));
  expect(screen.queryByRole("alert")).toBeNull();
});

it("sends a photograph without the place where it was taken", async () => {
  const { setAvatar, choose } = draw();
  const segment = (marker: number, body: string) => `\xff${String.fromCharCode(marker, 0, body.length + 2)}${body}`;
  const taken = segment(0xe1, "Exif\0\0II*\0 48.8584 N, 2.2945 E");
  const size = segment(0xc0, "\b\0\x01\0\x01\x01");
  choose(`\xff\xd8${taken}${size}${segment(0xda, "scan")}pixels\xff\xd9`, "me.jpg", "image/jpeg");
  await waitFor(() => expect(setAvatar).toHaveBeenCalledTimes(1));
  const sent = Buffer.from(setAvatar.mock.calls[0]?.[0]?.bytes ?? []);
  expect(sent.includes("pixels")).toBe(true);
  expect(sent.includes("48.8584")).toBe(false);
});
