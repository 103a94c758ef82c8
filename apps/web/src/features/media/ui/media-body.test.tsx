// @vitest-environment jsdom
import { AppError, type ReadonlySignal, signal } from "@parley/kernel";
import type { MediaContent, MessageItem, TimelineItem } from "@parley/matrix";
import { buildMedia, buildMessage, buildSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { pageUrls } from "../model/object-urls.ts";
import { MediaBody } from "./MediaBody.tsx";

const png = new Blob([
  Uint8Array.from([
    0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 4, 0, 0, 0, 3,
  ]),
]);

// Loaded here, so that no test waits for the compiler.
beforeAll(async () => {
  await Promise.all([import("./DrawnMedia.tsx"), import("./Viewer.tsx")]);
}, 60_000);
beforeEach(() => {
  let number = 0;
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => `blob:${++number}`, revokeObjectURL: () => {} }));
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function draw(body: MediaContent, over: Partial<MessageItem> = {}, others: readonly TimelineItem[] = []) {
  const session = buildSession();
  const item = buildMessage({ ...over, body });
  const onCancel = vi.fn();
  session.files.blobs.set("mxc://localhost/svg", new Blob(["<svg><script>alert(1)</script></svg>"]));
  for (const id of ["a", "b"]) session.files.blobs.set(`mxc://localhost/${id}`, png);
  const items = signal<readonly TimelineItem[]>([item, ...others]);
  const view = renderInWorld(<MediaBody item={item} body={body} items={items} onCancel={onCancel} />, { session });
  return { ...view, session, item, onCancel };
}
const none = signal<readonly TimelineItem[]>([]);
/** A message whose content changes. */
function Edited({ shown, item }: { readonly shown: ReadonlySignal<MediaContent>; readonly item: MessageItem }) {
  return <MediaBody item={item} body={useSignal(shown)} items={none} onCancel={() => {}} />;
}
const at = (id: string) => ({ at: "homeserver", mxc: `mxc://localhost/${id}`, cipher: null }) as const;

describe("an image in a message", () => {
  it("keeps its place, shows itself, opens and leafs, and frees all its addresses", async () => {
    const other = buildMessage({ body: buildMedia({ name: "second.png", source: at("b") }) });
    const before = pageUrls.live;
    const { container, unmount, session } = draw(
      buildMedia({ name: "first.png", width: 1600, height: 1067, source: at("a") }),
      {},
      [other],
    );
    const place = container.querySelector<HTMLElement>(".rounded-card");
    expect(place?.style.aspectRatio).toBe("420 / 280");
    fireEvent.click(await screen.findByRole("button", { name: "Open first.png" }));
    await screen.findByRole("dialog", { name: "first.png" });
    await screen.findByText(/1 of 2/);
    fireEvent.keyDown(document.body, { key: "ArrowRight" });
    await screen.findByText(/2 of 2/);
    fireEvent.keyDown(document.body, { key: "+" });
    await waitFor(() => expect(screen.getByRole("button", { name: "Zoom out" }).hasAttribute("disabled")).toBe(false));
    fireEvent.click(screen.getByRole("button", { name: "Close" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    unmount();
    // Kept for whoever scrolls back; gone with the session.
    act(() => {
      session.connection.value = { state: "signed-out", since: 0, soft: false };
    });
    expect(pageUrls.live).toBe(before);
  });

  it("becomes a file when its bytes are no picture, and says when it is gone", async () => {
    const { container } = draw(buildMedia({ name: "x.svg", mimetype: "image/png", source: at("svg") }));
    await screen.findByText("This image cannot be shown here.");
    expect(container.querySelector("img")).toBeNull();
    expect(screen.getByRole("button", { name: "Download x.svg" })).toBeTruthy();
    cleanup();
    draw(buildMedia({ name: "lost.png", source: at("none") }));
    await screen.findByText(/does not have this file/);
  });

  it.each([
    { claims: "to be light", over: { size: 12 }, wish: 8 },
    { claims: "nothing", over: { size: null }, wish: 8 },
    { claims: "a small one", over: { thumbnail: { source: at("b"), mimetype: null, width: 4, height: 3 } }, wish: 2 },
  ])("that claims $claims and is heavy is fetched when it is asked for", async ({ over, wish }) => {
    const bounds: (number | undefined)[] = [];
    const session = buildSession();
    const body = buildMedia({ name: "heavy.png", source: at("a"), ...over });
    const item = buildMessage({ body });
    session.files.read = (_source, wishes) => {
      bounds.push(wishes?.most);
      return wishes?.most === undefined
        ? Promise.resolve(png)
        : Promise.reject(new AppError("MATRIX_TOO_LARGE", "the file has more"));
    };
    const items = signal<readonly TimelineItem[]>([item]);
    renderInWorld(<MediaBody item={item} body={body} items={items} onCancel={() => {}} />, { session });
    fireEvent.click(await screen.findByRole("button", { name: `Load, > ${wish} MB` }));
    await screen.findByRole("button", { name: "Open heavy.png" });
    expect(bounds).toEqual([wish * 1_000_000, undefined]);
  });

  it("becomes a file when the browser cannot decode it", async () => {
    draw(buildMedia({ name: "torn.png", source: at("a") }));
    fireEvent.error(await screen.findByRole("img", { name: "torn.png" }));
    await screen.findByText("This image cannot be shown here.");
  });

  it("shows how far it is sent and is taken back", async () => {
    const { session, item, onCancel } = draw(buildMedia({ source: { at: "here", id: "x" } }), {
      mine: true,
      send: { state: "sending", since: 0 },
    });
    await screen.findByText("Waits to be sent");
    act(() => {
      session.files.share(item.key).value = 0.5;
    });
    expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("50");
    fireEvent.click(screen.getByRole("button", { name: "Cancel sending" }));
    expect(onCancel).toHaveBeenCalled();
  });
});

it.each([
  [20, false],
  [420, true],
])("says of an image of %i pixels that it waits where its words have room", async (width, within) => {
  const body = buildMedia({ source: { at: "here", id: "x" }, width, height: width });
  const { container } = draw(body, { mine: true, send: { state: "queued", since: 0 } });
  const said = await screen.findByText("Waits to be sent");
  expect(container.querySelector("[style]")?.contains(said)).toBe(within);
  expect(screen.getByRole("button", { name: "Cancel sending" })).toBeTruthy();
});

describe("other files in a message", () => {
  it("are saved under a safe name as bytes of no type", async () => {
    const clicked: { download: string; href: string }[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function click(this: HTMLAnchorElement) {
      clicked.push({ download: this.download, href: this.href });
    });
    const made: Blob[] = [];
    vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: (blob: Blob) => `blob:${made.push(blob)}` }));
    const { session } = draw(
      buildMedia({ media: "file", name: "../evil\u202efdp.html", mimetype: "text/html", source: at("page") }),
    );
    session.files.blobs.set("mxc://localhost/page", new Blob(["<script>alert(1)</script>"], { type: "text/html" }));
    fireEvent.click(await screen.findByRole("button", { name: "Download evilfdp.html" }));
    await waitFor(() => expect(clicked).toHaveLength(1));
    expect(clicked[0]?.download).toBe("evilfdp.html");
    expect(made.map(({ type }) => type)).not.toContain("text/html");
    expect(made.at(-1)?.type).toBe("application/octet-stream");
  });

  it("are fetched anew when another one has taken their place", async () => {
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
    const session = buildSession();
    for (const id of ["one", "two"]) session.files.blobs.set(`mxc://localhost/${id}`, new Blob([id]));
    const shown = signal(buildMedia({ media: "file", name: "plan.txt", source: at("one") }));
    renderInWorld(<Edited shown={shown} item={buildMessage({ body: shown.peek() })} />, { session });
    fireEvent.click(await screen.findByRole("button", { name: "Download plan.txt" }));
    await waitFor(() => expect(session.files.reads).toEqual(["mxc://localhost/one"]));
    act(() => {
      shown.value = buildMedia({ media: "file", name: "plan.txt", source: at("two") });
    });
    fireEvent.click(await screen.findByRole("button", { name: "Download plan.txt" }));
    await waitFor(() => expect(session.files.reads).toEqual(["mxc://localhost/one", "mxc://localhost/two"]));
  });

  it("say why they could not be had and can be tried again", async () => {
    const { session } = draw(buildMedia({ media: "file", name: "a.zip", source: at("zip") }));
    session.files.blobs.set("mxc://localhost/zip", new AppError("MATRIX_UNREACHABLE", "no line", { retryable: true }));
    fireEvent.click(await screen.findByRole("button", { name: "Download a.zip" }));
    await screen.findByRole("alert");
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
  });

  it("play only what can do nothing but play", async () => {
    draw(buildMedia({ media: "video", name: "film.html", mimetype: "text/html", source: at("a") }));
    await screen.findByText("This browser cannot play it.");
    cleanup();
    const { container, session } = draw(
      buildMedia({ media: "video", name: "film.mp4", mimetype: "video/mp4", duration: 84_000, source: at("film") }),
    );
    session.files.blobs.set("mxc://localhost/film", new Blob(["film"]));
    const button = await screen.findByRole("button", { name: "Play film.mp4" });
    button.focus();
    fireEvent.click(button);
    await waitFor(() => expect(container.querySelector("video")?.getAttribute("src")).toMatch(/^blob:/));
    // Its keys are at hand: the button that had the focus is gone.
    expect(document.activeElement).toBe(container.querySelector("video"));
  });

  it("of a film are saved without being played, and it is a file where it cannot be", async () => {
    const clicked: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function click(this: HTMLAnchorElement) {
      clicked.push(this.download);
    });
    const before = pageUrls.live;
    const film = buildMedia({ media: "video", name: "film.mov", mimetype: "video/quicktime", source: at("film") });
    const { container, session, unmount } = draw(film);
    session.files.blobs.set("mxc://localhost/film", new Blob(["film"]));
    fireEvent.click(await screen.findByRole("button", { name: "Download film.mov" }));
    await waitFor(() => expect(clicked).toEqual(["film.mov"]));
    expect(container.querySelector("video")).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Play film.mov" }));
    const player = await waitFor(() => {
      const found = container.querySelector("video");
      if (found === null) throw new Error("no player yet");
      return found;
    });
    fireEvent.error(player);
    await screen.findByText("This browser cannot play it.");
    expect(screen.getByRole("button", { name: "Download film.mov" })).toBeTruthy();
    unmount();
    // The one that is being saved is let go a little later.
    expect(pageUrls.live - before).toBeLessThanOrEqual(1);
  });

  it("of a sound go on and back by seconds with the keys", async () => {
    const sound = buildMedia({
      media: "audio",
      name: "a.wav",
      mimetype: "audio/wav",
      duration: 60_000,
      source: at("wav"),
    });
    const { container, session } = draw(sound);
    session.files.blobs.set("mxc://localhost/wav", new Blob(["sound"]));
    vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
    fireEvent.click(await screen.findByRole("button", { name: "Play" }));
    await waitFor(() => expect(container.querySelector("audio")).not.toBeNull());
    const slider = screen.getByRole("slider", { name: "Position" });
    for (const key of ["ArrowRight", "ArrowUp", "ArrowLeft"]) fireEvent.keyDown(slider, { key });
    expect(slider.getAttribute("aria-valuetext")).toBe("0:05 / 1:00");
    expect(container.querySelector("audio")?.currentTime).toBe(5);
    fireEvent.keyDown(slider, { key: "ArrowLeft" });
    fireEvent.keyDown(slider, { key: "ArrowLeft" });
    expect(slider.getAttribute("aria-valuetext")).toBe("0:00 / 1:00");
  });

  it("of sounds and films are heard one at a time", async () => {
    vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
    const paused: string[] = [];
    vi.spyOn(HTMLMediaElement.prototype, "pause").mockImplementation(function (this: HTMLMediaElement) {
      paused.push(this.tagName);
    });
    const sound = draw(buildMedia({ media: "audio", name: "a.wav", mimetype: "audio/wav", source: at("wav") }));
    sound.session.files.blobs.set("mxc://localhost/wav", new Blob(["sound"]));
    fireEvent.click(await screen.findByRole("button", { name: "Play" }));
    const first = await waitFor(() => sound.container.querySelector("audio") ?? expect.fail());
    const film = draw(buildMedia({ media: "video", name: "film.mp4", mimetype: "video/mp4", source: at("film") }));
    film.session.files.blobs.set("mxc://localhost/film", new Blob(["film"]));
    fireEvent.click(await screen.findByRole("button", { name: "Play film.mp4" }));
    const second = await waitFor(() => film.container.querySelector("video") ?? expect.fail());
    fireEvent.play(first);
    fireEvent.play(first);
    fireEvent.play(second);
    expect(paused).toEqual(["AUDIO"]);
    fireEvent.play(first);
    expect(paused).toEqual(["AUDIO", "VIDEO"]);
  });

  it("say when nothing can be opened", async () => {
    draw(buildMedia({ media: "file", name: "", source: null }));
    await screen.findByText(/not sent in a way/);
    expect(screen.queryByRole("button")).toBeNull();
  });
});
