// @vitest-environment jsdom
import { buildSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { createAttachmentListOn } from "../model/attachment-list.ts";
import { createObjectUrls } from "../model/object-urls.ts";
import { AttachButton } from "./AttachButton.tsx";
import { AttachmentTray } from "./AttachmentTray.tsx";

afterEach(cleanup);

function draw(most: number) {
  Element.prototype.scrollIntoView = () => {};
  const session = buildSession();
  session.files.most = most;
  const urls = createObjectUrls({ create: () => "blob:1", revoke: () => {} });
  const attachments = createAttachmentListOn(
    {
      prepare: async (file) => ({
        media: "file",
        file,
        name: file.name,
        mimetype: "text/plain",
        width: null,
        height: null,
        duration: null,
        blurhash: null,
        thumbnail: null,
      }),
      urls,
      holdPage: () => () => {},
    },
    session,
    "!a",
  );
  const onPicked = vi.fn();
  const parts = (
    <>
      <AttachmentTray attachments={attachments} />
      <AttachButton attachments={attachments} onPicked={onPicked} />
    </>
  );
  return { ...renderInWorld(parts, { session }), attachments, onPicked };
}

describe("files beside the words", () => {
  it("are picked, named safely, sized, and taken away", async () => {
    const { container, attachments, onPicked } = draw(1_000);
    expect(screen.queryByRole("list")).toBeNull();
    const input = container.querySelector<HTMLInputElement>("input[data-attach=files]");
    if (input === null) throw new Error("no input");
    expect(input.multiple).toBe(true);
    await act(async () => {
      fireEvent.change(input, { target: { files: [new File(["12345"], "plan\u202efdp.txt")] } });
    });
    expect(onPicked).toHaveBeenCalledTimes(1);
    expect(screen.getByRole("list", { name: "1 file attached" })).toBeTruthy();
    expect(screen.getByText("planfdp.txt")).toBeTruthy();
    expect(await screen.findByText("5 bytes")).toBeTruthy();
    expect(attachments.ready.value).toBe(true);
    fireEvent.click(screen.getByRole("button", { name: "Remove planfdp.txt" }));
    expect(screen.queryByRole("list")).toBeNull();
  });

  it("say which one is in the way of the others, and go to it", async () => {
    const { attachments } = draw(1_000);
    await act(async () => attachments.add([new File(["12345"], "good.txt"), new File([], "none.txt")]));
    const seen: (string | null)[] = [];
    Element.prototype.scrollIntoView = function () {
      seen.push(this.textContent);
    };
    expect(screen.queryByText("none.txt cannot be sent. Remove it first.")).toBeNull();
    act(() => expect(attachments.halts()).toBe(true));
    expect(screen.getByText("none.txt cannot be sent. Remove it first.").getAttribute("role")).toBe("alert");
    expect(seen).toEqual([expect.stringMatching(/^none\.txt.*Empty file$/u)]);
    fireEvent.click(screen.getByRole("button", { name: "Remove none.txt" }));
    expect(screen.queryByText("none.txt cannot be sent. Remove it first.")).toBeNull();
    // The button that had the focus is gone.
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Remove good.txt" }));
    expect(attachments.halts()).toBe(false);
  });

  it("say what cannot be sent, and how much can", async () => {
    const { attachments } = draw(3);
    await act(async () => attachments.add([new File(["12345"], "big.txt"), new File([], "none.txt")]));
    expect(await screen.findByText("5 bytes. The homeserver takes 3 bytes at most")).toBeTruthy();
    expect(screen.getByText("Empty file")).toBeTruthy();
    expect(attachments.ready.value).toBe(false);
    await act(async () => attachments.add(Array.from({ length: 30 }, (_, index) => new File(["1"], `${index}.txt`))));
    expect(screen.getByText("2 files were left out: 30 can wait at once.")).toBeTruthy();
  });
});
